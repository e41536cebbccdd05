{
    "name": "One Window: Issuance",
    "summary": "Results checked against the acceptance and handed out against signature",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ['gov_approval'],
    "data": [],
    "application": False,
}

{
    "name": "One Window: Evaluation",
    "summary": "Ratings of finished cases and the supervisor's boards",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ['gov_issuance'],
    "data": [],
    "application": False,
}

{
    "name": "One Window: Approval",
    "summary": "Department tasks, decisions and escalation behind the front desk",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ['gov_window'],
    "data": [],
    "application": False,
}

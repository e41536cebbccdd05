{
    "name": "One Window: Front Desk",
    "summary": "Catalogue, authorisation letters, acceptance, custody and the citizen's door",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ['gov_base'],
    "data": [],
    "application": True,
}

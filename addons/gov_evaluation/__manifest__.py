{
    "name": "One Window: Evaluation",
    "summary": "Ratings of finished cases and the supervisor's boards",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ["gov_issuance"],
    "data": [
        # security
        "security/gov_evaluation_groups.xml",
        "security/ir.model.access.csv",
        "security/gov_evaluation_rules.xml",
        # data
        "data/mail_template_data.xml",
        # views
        "views/gov_evaluation_views.xml",
        "views/gov_case_views.xml",
        "views/rating_templates.xml",
        # menus
        "views/gov_evaluation_menus.xml",
    ],
}

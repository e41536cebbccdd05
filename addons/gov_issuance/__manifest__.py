{
    "name": "One Window: Issuance",
    "summary": "Results checked against the acceptance and handed out against signature",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ["gov_approval"],
    "data": [
        # security
        "security/gov_issuance_groups.xml",
        "security/ir.model.access.csv",
        "security/gov_issuance_rules.xml",
        # data
        "data/gov_series_data.xml",
        "data/mail_template_data.xml",
        # reports
        "report/gov_issuance_notices.xml",
        "data/gov_notice_kind_data.xml",
        "report/gov_recall_notices.xml",
        "data/gov_recall_data.xml",
        # views
        "views/gov_result_views.xml",
        "views/gov_case_views.xml",
        # menus
        "views/gov_issuance_menus.xml",
    ],
}

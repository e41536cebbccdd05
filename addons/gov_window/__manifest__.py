{
    "name": "One Window: Front Desk",
    "summary": "Catalogue, authorisation letters, acceptance, custody and the citizen's door",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ["gov_base"],
    "external_dependencies": {"python": ["pypinyin"]},
    "data": [
        # security
        "security/gov_window_groups.xml",
        "security/ir.model.access.csv",
        "security/gov_window_rules.xml",
        # data
        "data/gov_series_data.xml",
        "data/gov_term_kind_data.xml",
        "data/mail_template_data.xml",
        "data/ir_cron_data.xml",
        # reports
        "report/gov_window_reports.xml",
        "data/gov_notice_kind_data.xml",
        # views
        "views/gov_department_views.xml",
        "views/gov_item_views.xml",
        "views/gov_item_version_views.xml",
        "views/gov_authorization_views.xml",
        "views/gov_handover_views.xml",
        "views/gov_mandate_views.xml",
        "views/gov_case_views.xml",
        "views/gov_notice_views.xml",
        "views/portal_templates.xml",
        # menus
        "views/gov_window_menus.xml",
    ],
    "demo": [
        "demo/res_company_demo.xml",
        "demo/gov.department.csv",
        "demo/gov.zone.csv",
        "demo/gov.window.csv",
        "demo/gov.item.csv",
        "demo/gov.item.version.csv",
        "demo/gov.item.material.csv",
        "demo/gov.authorization.csv",
        "demo/gov_window_publish_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "gov_window/static/src/views/**/*",
        ],
    },
    "application": True,
}

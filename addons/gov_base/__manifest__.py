{
    "name": "One Window: Base",
    "summary": "Flow, authority, term, event and document: the machinery every room of the one-window suite stands on",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ["base_setup", "web", "mail", "portal"],
    "external_dependencies": {"python": ["chinesecalendar", "python-stdnum", "qrcode", "weasyprint"]},
    "data": [
        # security
        "security/gov_base_groups.xml",
        "security/ir.model.access.csv",
        "security/gov_base_rules.xml",
        "security/gov_identity_rules.xml",
        "security/gov_calendar_rules.xml",
        # data
        "data/ir_config_parameter_data.xml",
        "data/gov_region_data.xml",
        "data/gov_calendar_data.xml",
        "data/gov_series_data.xml",
        "data/ir_cron_data.xml",
        # reports
        "report/gov_notice_report.xml",
        # views
        "views/gov_calendar_views.xml",
        "views/gov_profile_views.xml",
        "views/gov_series_views.xml",
        "views/gov_term_views.xml",
        "views/gov_alert_views.xml",
        "views/gov_anchor_views.xml",
        "views/gov_event_views.xml",
        "views/gov_notice_views.xml",
        "views/gov_mandate_views.xml",
        "views/res_company_views.xml",
        "wizards/gov_identity_reveal_views.xml",
        "views/res_partner_views.xml",
        "views/notice_check_templates.xml",
        # wizards
        "wizards/gov_flow_reason_views.xml",
        "wizards/gov_profile_effective_views.xml",
        # menus
        "views/gov_base_menus.xml",
        "wizards/gov_centre_settings_views.xml",
        "views/gov_event_check_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "gov_base/static/src/fields/**/*",
        ],
    },
}

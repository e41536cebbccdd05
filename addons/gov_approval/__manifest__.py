{
    "name": "One Window: Approval",
    "summary": "Department tasks, decisions and escalation behind the front desk",
    "version": "19.0.1.0.0",
    "category": "Government/One Window",
    "license": "LGPL-3",
    "author": "One Window contributors",
    "website": "https://github.com/one-window/one-window",
    "depends": ["gov_window"],
    "data": [
        # security
        "security/gov_approval_groups.xml",
        "security/ir.model.access.csv",
        "security/gov_approval_rules.xml",
        "security/gov_delegation_rules.xml",
        # data
        "data/gov_power_data.xml",
        "data/gov_series_data.xml",
        "data/gov_term_step_data.xml",
        # reports
        "report/gov_approval_notices.xml",
        "data/gov_notice_kind_data.xml",
        # views
        "views/gov_delegation_views.xml",
        "views/gov_task_views.xml",
        "views/gov_case_views.xml",
        "views/gov_department_views.xml",
        # menus
        "views/gov_approval_menus.xml",
    ],
}

from . import (
    gov_case,
    gov_case_ends,
    gov_case_follow,
    gov_case_project,
    gov_delegation,
    gov_handover,
    gov_operation,
    gov_power,
    gov_profile,
    gov_series,
    gov_task,
    gov_term_step,
)

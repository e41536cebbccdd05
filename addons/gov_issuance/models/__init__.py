from . import (
    gov_case,
    gov_case_recall,
    gov_delivery,
    gov_notice,
    gov_operation,
    gov_profile,
    gov_result,
    gov_result_lead,
    gov_result_recall,
    gov_series,
)

from . import gov_case, gov_delivery, gov_profile, gov_result, gov_series
    gov_operation,
)

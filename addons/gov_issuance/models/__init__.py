from . import gov_case, gov_delivery, gov_operation, gov_profile, gov_result, gov_series

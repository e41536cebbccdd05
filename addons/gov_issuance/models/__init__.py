from . import gov_case, gov_delivery, gov_result

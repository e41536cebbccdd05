from . import gov_case, gov_evaluation, gov_profile

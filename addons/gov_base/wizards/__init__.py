from . import gov_flow_reason, gov_identity_reveal, gov_profile_effective

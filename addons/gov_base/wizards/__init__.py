from . import gov_centre_settings, gov_flow_reason, gov_identity_reveal, gov_profile_effective

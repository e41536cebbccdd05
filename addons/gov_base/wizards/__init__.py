from . import gov_flow_reason

from . import gov_result
from . import gov_delivery
from . import gov_case

from . import gov_power
from . import gov_delegation
from . import gov_task
from . import gov_case
from . import gov_handover
from . import gov_term_step

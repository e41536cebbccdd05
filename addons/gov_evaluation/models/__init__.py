from . import gov_evaluation
from . import gov_case

from . import test_gov_calendar
from . import test_gov_event
from . import test_gov_profile
from . import test_gov_series
from . import test_identity
from . import test_report_engine
from . import test_workdays

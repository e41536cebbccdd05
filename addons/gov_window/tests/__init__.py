from . import test_gov_case

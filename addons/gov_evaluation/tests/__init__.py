from . import test_term_oracle, test_whole_case

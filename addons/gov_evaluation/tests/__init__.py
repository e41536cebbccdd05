from . import test_state_machine, test_tampering, test_term_oracle, test_whole_case

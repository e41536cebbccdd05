from . import (
    test_access_matrix,
    test_guards,
    test_portal,
    test_state_machine,
    test_tally,
    test_tampering,
    test_term_edges,
    test_term_oracle,
    test_verdicts_whole,
    test_whole_case,
)

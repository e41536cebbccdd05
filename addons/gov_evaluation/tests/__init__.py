from . import (
    test_access_matrix,
    test_attacks,
    test_attacks_flow,
    test_guards,
    test_portal,
    test_query_counts,
    test_state_machine,
    test_tally,
    test_tampering,
    test_term_edges,
    test_term_oracle,
    test_whole_case,
)

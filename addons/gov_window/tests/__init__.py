from . import (
    test_catalogue_import,
    test_catalogue_life,
    test_gov_case,
    test_gov_mandate,
    test_gov_tally,
    test_gov_window,
    test_verdicts,
)

from . import (
    test_appointment,
    test_catalogue_import,
    test_catalogue_life,
    test_gov_case,
    test_gov_mandate,
    test_gov_tally,
    test_gov_window,
    test_hall,
    test_portal_application,
    test_portal_catalogue,
    test_portal_public,
    test_verdicts,
)

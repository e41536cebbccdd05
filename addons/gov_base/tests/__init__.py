from . import (
    test_gov_anchor,
    test_gov_calendar,
    test_gov_event,
    test_gov_notice,
    test_gov_profile,
    test_gov_profile_effective,
    test_gov_series,
    test_identity,
    test_identity_reveal,
    test_oracle,
    test_report_engine,
    test_workdays,
)

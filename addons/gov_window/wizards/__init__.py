from . import (
    gov_appointment_booking,
    gov_catalogue_export,
    gov_catalogue_import,
    gov_catalogue_import_line,
    gov_dataset_load,
    gov_flow_reason_phrase,
    gov_item_compare,
    gov_item_count,
    gov_item_coverage,
    gov_item_figures,
    gov_paper_return,
)

from . import (
    gov_authorization,
    gov_case,
    gov_case_gap,
    gov_case_lapse,
    gov_case_material,
    gov_case_material_gap,
    gov_case_material_reuse,
    gov_case_material_upload,
    gov_case_portal,
    gov_case_pre,
    gov_case_undecided,
    gov_case_withdraw,
    gov_consultation,
    gov_department,
    gov_dispute,
    gov_event,
    gov_handbook,
    gov_handover,
    gov_handover_line,
    gov_item,
    gov_item_material,
    gov_item_portal,
    gov_item_review,
    gov_item_step,
    gov_item_version,
    gov_lookup_attempt,
    gov_mandate,
    gov_notice,
    gov_posting,
    gov_profile,
    gov_series,
    gov_term_step_catalogue,
    gov_theme,
    gov_window,
    gov_window_hours,
    gov_window_lead,
    gov_zone,
    gov_zone_chain,
    res_company,
    res_company_remedy,
    res_partner_name,
    res_users,
)
from . import gov_authorization_force
from . import gov_item_search
from . import gov_item_material_verify
from . import gov_case_applicant
from . import gov_case_desk
from . import gov_case_verify
from . import gov_case_reason
from . import gov_case_photo
from . import res_partner_find
from . import gov_case_reuse

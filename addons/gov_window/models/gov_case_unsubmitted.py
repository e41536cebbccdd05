from odoo import api, fields, models

#: how the applicant sends it by himself
BY_APPLICANT = frozenset({"portal", "mobile", "terminal"})


class GovCase(models.Model):
    """What a citizen is still writing is nobody else's business (W-093): the window sees it
    from the first submission on."""

    _inherit = "gov.case"
    _tally_by = ("company_id", "department_company_id", "department_id", "state", "lamp", "unsubmitted")

    unsubmitted = fields.Boolean("Being Written by the Applicant", readonly=True, copy=False)

    @api.model
    def _flow_begin(self, vals_list):
        """Override: what a citizen begins is the citizen's alone until it is submitted."""
        begun = super()._flow_begin(vals_list)
        return [
            vals | {"unsubmitted": True} if vals.get("channel") in BY_APPLICANT and self.env.user.share else vals
            for vals in begun
        ]

    def _prepare_submit_vals(self):
        """Override: submitted once, it is on the window's boards, also when it is taken back."""
        return {case_id: vals | {"unsubmitted": False} for case_id, vals in super()._prepare_submit_vals().items()}

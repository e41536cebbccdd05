import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_case import CLERK

_lt = LazyTranslate(__name__)


class GovCase(models.Model):
    """Assisted entry 协助录入 (W-094): at a window of a township the operator fills in and uploads for
    the applicant; the application then waits for the window that accepts the item, as one that
    was made online. The applicant is told number and code, and follows it without an account."""

    _inherit = "gov.case"

    operator_id = fields.Many2one("res.users", "Entered By", readonly=True, copy=False, index="btree_not_null")

    @api.model
    def _flow_table(self):
        """Override: a move that only :meth:`action_submit_for` makes, after its own checks."""
        return super()._flow_table() | {
            "submit_for": Move(("draft",), "pre_submitted", _lt("Submitted for the Applicant"), ()),
        }

    @api.model
    def _flow_begin(self, vals_list):
        """Override: who enters it."""
        begun = super()._flow_begin(vals_list)
        return [vals | {"operator_id": self.env.uid} if vals.get("channel") == "assisted" else vals for vals in begun]

    def action_submit_for(self):
        """Submit the application for the applicant; the accepting window sees it from now on.

        :raises UserError: it is no assisted entry, or the list is not complete
        """
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in CLERK):
            raise AccessError(self.env._("Operators at a window enter applications for applicants."))
        window = self.env.user.gov_window_ids[:1].display_name
        self.sudo()._flow_move("submit_for", data={**self._portal_files(), "window": window or ""})
        self.invalidate_recordset(["flow_buttons"])

    def _get_cannot_submit_for_reason(self):
        other = self.filtered(lambda case: case.channel != "assisted")
        reasons = {case.id: self.env._("its channel is not “Assisted Entry”.") for case in other}
        return self._get_cannot_submit_reason() | reasons

    def _prepare_submit_for_vals(self):
        """As one submitted online; its window is the one that will accept it, not the operator's."""
        vals = self._prepare_submit_vals()
        return {
            case.id: vals[case.id]
            | {
                "window_id": False,
                "operator_id": case.operator_id.id or self.env.uid,
                "tracking_code": case.tracking_code or secrets.token_hex(8),
            }
            for case in self
        }

    def _on_submit_for(self):
        self._on_submit()
        self._tell_applicant("gov_window", "assisted")

    def _prepare_receive_vals(self):
        """Override: the code the applicant was told stays."""
        vals = super()._prepare_receive_vals()
        for case in self.filtered(lambda case: case.channel == "assisted"):
            vals[case.id]["tracking_code"] = case.sudo().tracking_code or vals[case.id]["tracking_code"]
        return vals

    def _get_cannot_take_back_reason(self):
        """What an operator entered is changed where it was entered."""
        return {
            case.id: self.env._("it was entered for you at a window: please ask there to change it, or withdraw it.")
            for case in self
            if case.channel == "assisted"
        }

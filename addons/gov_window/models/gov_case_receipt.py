from odoo import models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed

HANDED_IN = ("received", "verified", "promised")
#: the papers that list what was handed in, and nothing else: the receipt, and what a withdrawal gives back
LISTED = {"B-03": HANDED_IN, "B-01-W": ("received", "verified")}


class GovCase(models.Model):
    """The receipt notice 接件通知书 (W-076, form B-03): what was handed in, when, and to whom.

    It says nothing about acceptance. A case has one at most, and none before it is registered.
    """

    _inherit = "gov.case"

    def _on_receive(self):
        """Override: issued with the registration where the rules say so (D-20)."""
        result = super()._on_receive()
        self.filtered(lambda case: case._rule("acceptance_papers") == "both")._issue_receipt()
        return result

    def _receipts(self):
        """The receipts of the cases that hold."""
        return self.sudo().notice_ids.filtered(lambda notice: notice.kind_id.code == "B-03" and notice.state != "void")

    def _issue_receipt(self):
        """Issue the receipt for those that have none."""
        if without := self - self._receipts().case_id:
            without._issue_notice("B-03")

    def action_receipt(self):
        """Print the receipt; it is issued first for a case that has none, since whoever hands
        papers in may ask for one until the verdict.

        :raises UserError: a case is not registered yet, or is past its verdict without one
        """
        self.check_access("write")
        self._flow_lock()
        waiting = self - self._receipts().case_id
        if wrong := waiting.filtered(lambda case: not case.number or case.state not in case._flow_open_states):
            raise UserError(
                self.env._(
                    "A receipt is issued after the registration and before the verdict (%(cases)s). Press “Receive” "
                    "first, or print the notice of the verdict.",
                    cases=listed(self.env, wrong.mapped("display_name")),
                )
            )
        waiting._issue_receipt()
        return self._receipts().sorted("id").sudo(False).action_print()

    def _prepare_notice_content(self, code):
        """Override: receipt and withdrawal list what was handed in, and nothing else."""
        content = super()._prepare_notice_content(code)
        if code in LISTED:
            lines = zip(content["materials"], self.material_ids, strict=True)
            content["materials"] = [said for said, line in lines if line.state in LISTED[code]]
        return content

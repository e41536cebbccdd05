from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed


class GovCaseMaterial(models.Model):
    """Material that was to follow, handed in after acceptance (容缺补交)."""

    _inherit = "gov.case.material"

    followed_at = fields.Datetime("Followed On", readonly=True, copy=False)

    def action_hand_in(self):
        """Take in material that was to follow; once all of a case is there, its period is
        met and the clock runs on (D-10).

        :raises UserError: the line was not left to follow, its original must be compared, or the case is over
        """
        self.check_access("write")
        if uncompared := self.filtered(lambda line: line.state == "later" and line.compare_first):
            raise UserError(
                self.env._(
                    "Compare the original, then press “Original compared, handed in now”: %(names)s.",
                    names=listed(self.env, uncompared.mapped("name")),
                )
            )
        self._hand_in()

    def action_hand_in_compared(self):
        """Take in material that was to follow, its original having been compared with the copy
        (原件核验, W-072).

        :raises UserError: the line was not left to follow, or the case is over
        """
        self.check_access("write")
        self._hand_in("verified")

    def _hand_in(self, state: str = "received"):
        """Take in what was to follow; the caller has checked the right to write.

        :param state: how the lines are there
        """
        cases = self.case_id
        cases._flow_lock()
        over = cases.filtered(
            lambda case: (
                case.state in ("void", "withdrawn", "replaced", "not_accepted")
                # handed out before the material came: the promise still runs (D-10, ``gap_hold_certificate``)
                or (case.state == "closed" and not case._open_terms("gap"))
            )
        )
        if over or self.filtered(lambda line: line.state not in ("later", "received", "verified")):
            raise UserError(
                self.env._("%(names)s: nothing is to follow here any more.", names=", ".join(self.mapped("name")))
            )
        todo = self.sudo().filtered(lambda line: line.state == "later")
        now = self.env.cr.now().replace(microsecond=0)
        todo._write_rows({line.id: {"state": state, "followed_at": now} for line in todo})
        self.env["gov.event"]._append(
            [
                (
                    case,
                    {
                        "kind": "gap.receive",
                        "user_id": self.env.uid,
                        "public": True,
                        "data": {
                            "materials": lines.mapped("material_id.name"),
                            "compared": state == "verified",
                        },
                    },
                )
                for case, lines in todo.grouped("case_id").items()
            ]
        )
        todo.case_id._close_gaps()

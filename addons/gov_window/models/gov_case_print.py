from odoo import models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed

#: so many cases make one PDF in a few seconds
AT_ONCE = 200


class GovCase(models.Model):
    """Notices of many cases, printed in one PDF from the list (批量打印)."""

    _inherit = "gov.case"

    def action_print_notices(self):
        """Print the newest notice of each case, with those issued together with it, in one PDF. Cases
        that have none yet are named; the others are printed.

        :raises UserError: none of them has a notice, or they are too many at once
        """
        self.check_access("read")
        if len(self) > AT_ONCE:
            raise UserError(
                self.env._(
                    "At most %(limit)s cases are printed at once; you chose %(count)s. Print them in several parts.",
                    limit=AT_ONCE,
                    count=len(self),
                )
            )
        printed = self.env["gov.notice"].search([("case_id", "in", self.ids)]).case_id & self
        without = self - printed
        if not printed:
            return self.action_print_last_notice()
        report = printed.action_print_last_notice()
        if not without:
            return report
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "%(count)s cases are printed. Nothing to print yet for: %(cases)s. Register them first.",
                    count=len(printed),
                    cases=listed(self.env, without.mapped("display_name")),
                ),
                "next": report,
            },
        }

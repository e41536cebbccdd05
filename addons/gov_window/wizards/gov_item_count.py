from odoo import api, fields, models


class GovItemCount(models.AbstractModel):
    """Figures about the catalogue: one line for each department, the centre as a whole first.

    Who inherits it says what is counted (``_figures``), in which list it is shown (``_count_view``) and under
    which title (``_count_title``).
    """

    _name = "gov.item.count"
    _description = "Figures by Department"

    #: external id of the list
    _count_view = ""

    name = fields.Char("Counted", readonly=True)
    company_id = fields.Many2one("res.company", "Service Centre", readonly=True)
    department_id = fields.Many2one("gov.department", readonly=True, help="Empty: the centre as a whole.")

    @api.model
    def _count_title(self) -> str:
        """Hook: the title of the window."""
        return self._description

    @api.model
    def _figures(self, company) -> list[dict]:
        """Hook: the values of the lines of a centre, the centre as a whole first."""
        return []

    @api.model
    def action_open(self):
        """Count for the centres of the user, and open the lines."""
        self.env["gov.item"].check_access("read")
        lines = self.create([vals for company in self.env.companies for vals in self._figures(company)])
        return {
            "type": "ir.actions.act_window",
            "name": self._count_title(),
            "res_model": self._name,
            "views": [(self.env.ref(self._count_view).id, "list")],
            "domain": [("id", "in", lines.ids)],
        }

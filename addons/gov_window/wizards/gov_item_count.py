from odoo import api, fields, models


class GovItemCount(models.AbstractModel):
    """Figures about the catalogue: one line for each department, the centre as a whole first.

    Who inherits it says what is counted (``_figures``), and opens it with ``_open_lines``.
    """

    _name = "gov.item.count"
    _description = "Figures by Department"

    name = fields.Char("Counted", readonly=True)
    company_id = fields.Many2one("res.company", "Service Centre", readonly=True)
    department_id = fields.Many2one("gov.department", readonly=True, help="Empty: the centre as a whole.")

    @api.model
    def _figures(self, company) -> list[dict]:
        """Hook: the values of the lines of a centre, the centre as a whole first."""
        return []

    @api.model
    def _open_lines(self, title: str, view: str) -> dict:
        """Count for the centres of the user, and open the lines.

        :param view: external id of the list
        """
        self.env["gov.item"].check_access("read")
        lines = self.create([vals for company in self.env.companies for vals in self._figures(company)])
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "views": [(self.env.ref(view).id, "list")],
            "domain": [("id", "in", lines.ids)],
        }

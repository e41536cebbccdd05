from dataclasses import replace

from odoo import api, models


class GovCase(models.Model):
    """A case that ends during the review: withdrawn, or its acceptance void. The department's
    tasks end with it."""

    _inherit = "gov.case"

    @api.model
    def _flow_table(self):
        """Override of `gov_window`: until the decision, a case may end during its review too."""
        table = super()._flow_table()
        for action in ("withdraw", "void_acceptance"):
            table[action] = replace(table[action], sources=(*table[action].sources, "reviewing"))
        return table

    def _on_withdraw(self):
        """Override of `gov_window`: nobody reviews it any more."""
        result = super()._on_withdraw()
        self._end_tasks()
        return result

    def _on_void_acceptance(self):
        """Override of `gov_window`: nobody reviews it any more."""
        result = super()._on_void_acceptance()
        self._end_tasks()
        return result

    def _end_tasks(self):
        self.sudo().task_ids._flow_move("end")

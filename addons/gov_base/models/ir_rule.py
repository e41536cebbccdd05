from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Override of `base` to say in official words what is refused and what to do, and
        to name neither records nor people: who may not see a record learns nothing of it."""
        error = super()._make_access_error(operation, records)
        env = self.with_context(**self.env.user.context_get()).env
        model = env["ir.model"]._get(records._name).name or records._description
        refused = {
            "read": env._("You have no right to see this record (%(model)s).", model=model),
            "write": env._("You have no right to change this record (%(model)s).", model=model),
            "create": env._("You have no right to add this record (%(model)s).", model=model),
            "unlink": env._("You have no right to delete this record (%(model)s).", model=model),
        }[operation]
        if suggested := (getattr(error, "context", None) or {}).get("suggested_company"):
            advice = env._(
                "It belongs to the centre %(centre)s: switch to it at the top right.", centre=suggested["display_name"]
            )
        else:
            advice = env._(
                "It belongs to another department, centre or person. If your work needs it, ask the administrator "
                "of your service centre to look at your role, your posting and your centres."
            )
        error.args = (f"{refused}\n\n{advice}",)
        return error

from dataclasses import replace

from odoo import api, models


class GovCase(models.Model):
    """Who has a case in the department, and whom urging tells (W-096)."""

    _inherit = "gov.case"

    @api.model
    def _flow_table(self):
        """Override of `gov_window`: what is in review, or decided and not handed back, is followed."""
        table = super()._flow_table()
        urge = table["urge"]
        return table | {"urge": replace(urge, sources=(*urge.sources, "reviewing", "decided"))}

    def _open_tasks(self):
        tasks = self.sudo().task_ids.filtered(lambda task: task.state in ("waiting", "reviewing"))
        return tasks.grouped("case_id")

    def _holders(self):
        """Override of `gov_window`: the handler of the open task, else the deciding department."""
        names = super()._holders()
        tasks = self._open_tasks()
        for case in self.sudo().filtered(lambda case: case.state in ("reviewing", "decided")):
            handlers = tasks[case].user_id if case in tasks else case.flow_user_id.browse()
            department = case.department_id.short_name
            if handlers:
                names[case.id] = f"{department} · {'、'.join(handlers.mapped('name'))}"
            elif case.state == "decided":
                names[case.id] = self.env._("%(department)s: result to hand over", department=department)
            else:
                names[case.id] = self.env._("%(department)s: to decide", department=department)
        return names

    def _urge_recipients(self):
        """Override of `gov_window`: the handlers and the leaders; everybody while nobody has it."""
        people = super()._urge_recipients()
        tasks = self._open_tasks()
        for case in self:
            staff = people[case.id]
            handlers = tasks[case].user_id if case in tasks else staff.browse()
            if handlers:
                people[case.id] = handlers | staff.filtered(
                    lambda user: (
                        user.has_group("gov_approval.group_leader") or user.has_group("gov_approval.group_chief")
                    )
                )
        return people

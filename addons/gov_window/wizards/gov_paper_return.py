from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.gov_base.listing import listed


class GovPaperReturn(models.TransientModel):
    """Papers are given back to the applicant, against signature (退还原件)."""

    _name = "gov.paper.return"
    _description = "Give Papers Back"

    paper_ids = fields.Many2many("gov.paper", string="Papers", required=True)
    receiver_name = fields.Char("Given Back To", required=True)
    signature = fields.Binary(required=True, attachment=False)

    @api.model
    def default_get(self, fields):
        """Propose the applicant, or the agent who applied, as the receiver."""
        values = super().default_get(fields)
        papers = self.env["gov.paper"].browse(self.env.context.get("default_paper_ids", ())).exists()
        papers = papers._filtered_access("read")
        values["paper_ids"] = [Command.set(papers.ids)]
        case = papers.case_id[:1]
        values.setdefault("receiver_name", (case.agent_id or case.partner_id).name)
        return values

    def action_give_back(self):
        """Record the receipt: name and signature stand with each paper.

        :raises UserError: a paper is not at the window, or the user keeps no papers there
        """
        self.ensure_one()
        papers = self.paper_ids
        papers.check_access("read")
        papers.case_id.check_access("write")
        if elsewhere := papers.filtered(lambda paper: paper.state != "window"):
            raise UserError(
                self.env._(
                    "Only what is at the window can be given back. Elsewhere: %(papers)s.",
                    papers=listed(self.env, elsewhere.mapped("name")),
                )
            )
        papers.sudo()._flow_move(
            "give_back",
            vals={
                "receiver_name": self.receiver_name,
                "receiver_signature": self.signature,
                "holder_id": self.env.uid,
                "holder_at": self.env.cr.now().replace(microsecond=0),
            },
            data={"receiver": self.receiver_name, "papers": papers.mapped("name")},
        )
        return {"type": "ir.actions.act_window_close"}

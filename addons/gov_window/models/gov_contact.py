from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovContact(models.Model):
    """An applicant received by an office outside the window, and the leader who allowed it
    (直接接触登记, W-065, D-22). What is entered stays; a mistake is put right by another entry."""

    _name = "gov.contact"
    _inherit = ["gov.event.subject"]
    _description = "Contact with an Applicant"
    _order = "met_at desc, id desc"
    _rec_name = "subject"

    company_id = fields.Many2one(related="department_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        "gov.department",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.gov_department_ids[:1],
    )
    user_id = fields.Many2one("res.users", "Received By", required=True, index=True, default=lambda self: self.env.user)
    met_at = fields.Datetime("Met On", required=True, default=lambda self: self.env.cr.now().replace(microsecond=0))
    place = fields.Char()
    partner_id = fields.Many2one("res.partner", "Applicant", index="btree_not_null", ondelete="restrict")
    visitor = fields.Char(required=True, help="Who came: name, and whom they stand for.")
    case_id = fields.Many2one("gov.case", index="btree_not_null", ondelete="restrict")
    item_id = fields.Many2one("gov.item", index="btree_not_null", ondelete="restrict")
    subject = fields.Char(required=True, help="What it was about.")
    arranged_by = fields.Selection(
        [("leader", "A Leader of the Department"), ("office", "The General Office")],
        required=True,
        default="leader",
        help="领导安排 / 办公室安排",
    )
    leader_id = fields.Many2one(
        "res.users", "Leader Who Allowed It", index="btree_not_null", ondelete="restrict", help="批准接待的领导"
    )
    outcome = fields.Text(help="What was said and agreed.")

    @api.constrains("leader_id", "user_id", "department_id")
    def _check_leader(self):
        """Offices receive nobody in principle: who allowed it is on record."""
        for contact in self:
            asked = self.env["gov.profile"]._value("direct_contact_log", company=contact.company_id)
            if asked and not contact.leader_id:
                raise ValidationError(
                    self.env._(
                        "Applicants are received at the window. If a leader or the general office arranged otherwise, "
                        "enter the leader who allowed it."
                    )
                )
            if contact.leader_id and contact.leader_id == contact.user_id:
                raise ValidationError(self.env._("Nobody allows the own contact: enter the leader who did."))

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        self.env["gov.event"]._append(
            [
                (
                    contact,
                    {"kind": "contact.record", "user_id": self.env.uid, "reason": contact.subject, "public": False},
                )
                for contact in contacts.sudo()
            ]
        )
        return contacts

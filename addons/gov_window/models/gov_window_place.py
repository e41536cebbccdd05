from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovWindow(models.Model):
    """Where a window stands and why: separate windows, sub-halls, service points."""

    _inherit = "gov.window"

    separate = fields.Boolean(
        "Separate Window", help="单独设立: a department's own window, because its higher authority requires it."
    )
    separate_reason = fields.Text("Why It Is Separate", help="Who requires it, and why.")
    separate_document = fields.Char("Document of the Superior", help="Its title and number.")
    separate_file = fields.Binary("Copy of the Document", attachment=True)
    separate_file_name = fields.Char()
    in_sub_hall = fields.Boolean("In a Sub-Hall", help="专业分厅: outside the hall, in the sub-hall of its department.")
    point_id = fields.Many2one(
        "gov.point", "Service Point", index="btree_not_null", ondelete="restrict", help="苏木镇、街道便民服务中心"
    )
    posting_ids = fields.One2many("gov.posting", "window_id", "People")
    clerk_names = fields.Char("On Duty", compute="_compute_clerk_names")

    @api.depends("posting_ids.user_id", "posting_ids.date_start", "posting_ids.date_end", "posting_ids.capacity")
    def _compute_clerk_names(self):
        for window in self:
            today = (window.company_id or self.env.company)._gov_today()
            names = window.posting_ids.filtered(lambda posting, today=today: posting._is_current(today)).user_id
            window.clerk_names = "、".join(names.mapped("name"))

    @api.constrains("separate", "separate_reason", "separate_document", "board", "department_ids")
    def _check_separate(self):
        """A superior's demand is on record with its reason and document (W-010)."""
        for window in self.filtered("separate"):
            if not (window.separate_reason or "").strip() or not (window.separate_document or "").strip():
                raise ValidationError(
                    self.env._(
                        "Window %(window)s is set up separately: enter why, and the document of the higher authority "
                        "that requires it.",
                        window=window.display_name,
                    )
                )
            if window.board != "professional" or not window.department_ids:
                raise ValidationError(
                    self.env._(
                        "Window %(window)s is set up separately: it belongs to the professional board and serves its "
                        "department.",
                        window=window.display_name,
                    )
                )

    @api.constrains("point_id", "company_id")
    def _check_point(self):
        for window in self.filtered("point_id"):
            if window.point_id.company_id != window.company_id:
                raise ValidationError(
                    self.env._(
                        "Service point %(point)s belongs to another centre than its window.",
                        point=window.point_id.name,
                    )
                )

    def _lead(self):
        """The department that leads at the window: its own lead, else its zone's (W-048)."""
        self.ensure_one()
        return self.lead_department_id or self.zone_id.lead_department_id

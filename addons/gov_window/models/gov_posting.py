from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class GovPosting(models.Model):
    """Who works where, in which capacity, from when to when (岗位)."""

    _name = "gov.posting"
    _inherit = ["gov.dated.mixin", "gov.reference"]
    _description = "Posting"
    _order = "date_start desc, id desc"
    _validity_state = ""

    user_id = fields.Many2one("res.users", "Person", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    window_id = fields.Many2one("gov.window", index=True, ondelete="restrict")
    department_id = fields.Many2one("gov.department", index=True, ondelete="restrict")
    capacity = fields.Selection(
        [("clerk", "Window Clerk"), ("trainee", "Trainee"), ("staff", "Department Staff")],
        required=True,
        default="clerk",
    )
    mentor_id = fields.Many2one("res.users", help="Who carries the receiving while the trainee learns 带教人员.")
    trained_on = fields.Date("Training Passed On")
    practised_on = fields.Date("Practice Passed On")
    date_start = fields.Date("From")
    date_end = fields.Date("Until")
    active = fields.Boolean(default=True)

    @api.depends("user_id", "window_id", "department_id")
    def _compute_display_name(self):
        for posting in self:
            place = posting.window_id.display_name or posting.department_id.display_name or ""
            posting.display_name = f"{posting.user_id.name} · {place}"

    @api.constrains("capacity", "window_id", "department_id", "trained_on", "practised_on", "mentor_id", "user_id")
    def _check_posting(self):
        for posting in self:
            if posting.capacity == "staff" and not posting.department_id:
                raise ValidationError(self.env._("Department staff need a department."))
            if posting.capacity != "staff" and not posting.window_id:
                raise ValidationError(self.env._("A window clerk needs a window."))
            if posting.capacity == "clerk" and not (posting.trained_on and posting.practised_on):
                raise ValidationError(
                    self.env._(
                        "%(user)s goes on duty only after training and practice: enter both dates, "
                        "or post as trainee with a mentor.",
                        user=posting.user_id.name,
                    )
                )
            if posting.capacity == "trainee" and (not posting.mentor_id or posting.mentor_id == posting.user_id):
                raise ValidationError(self.env._("A trainee needs a mentor who is somebody else."))

    def _check_who_posts(self):
        """A post in a department gives power over its cases: the administrator gives it."""
        if self.env.su or self.env.user.has_group("gov_base.group_admin"):
            return
        if any(posting.department_id for posting in self):
            raise ValidationError(
                self.env._("You post people to windows. Ask the administrator to post somebody to a department.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        postings = super().create(vals_list)
        postings._check_who_posts()
        return postings

    def write(self, vals):
        self._check_who_posts()
        result = super().write(vals)
        self._check_who_posts()
        return result

    @api.model
    def _cron_end_postings(self):
        """Archive the postings that ended, so that their rights end with them."""
        self.search([("date_end", "<", self.env.company._gov_today())]).action_archive()

    @api.model
    def _staff_of(self, departments) -> dict:
        """Who is posted to each department today: department -> users, set-wise."""
        today = self.env.company._gov_today()
        postings = self.sudo().search(Domain("department_id", "in", departments.ids) & self._current_domain(today))
        found = dict.fromkeys(departments, self.env["res.users"].sudo())
        return found | {department: own.user_id for department, own in postings.grouped("department_id").items()}

    @api.model
    def _of_user(self, user, company=None):
        """The postings of a user that are valid today."""
        today = (company or self.env.company)._gov_today()
        return self.sudo().browse(self._ids_of_user(user.id, company and company.id, today))

    @api.model
    @tools.ormcache("user_id", "company_id", "today")
    def _ids_of_user(self, user_id, company_id, today) -> tuple:
        domain = Domain("user_id", "=", user_id) & self._current_domain(today)
        if company_id:
            domain &= Domain("company_id", "=", company_id)
        return self.sudo().with_context(active_test=True).search(domain)._ids

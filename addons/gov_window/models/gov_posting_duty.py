from odoo import api, fields, models
from odoo.exceptions import ValidationError

GENERATED = b"PD94"  # "<?x": the picture of initials that Odoo draws for a user without a photograph


class GovPosting(models.Model):
    """Who may be on duty, whom a posting stands in for, and what its plate says."""

    _inherit = "gov.posting"

    post = fields.Char("Name of the Post", help="As on the identity plate, e.g. 综合窗口受理员.")
    badge_number = fields.Char(copy=False, help="工号: on the plate and the chest card.")
    political_status = fields.Char(help="政治面貌, if the plate shows it, e.g. 中共党员.")
    substitute_for_id = fields.Many2one(
        "gov.posting",
        "Stands In For",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose place the person takes while the other is away; with a last day.",
    )
    plan_ids = fields.One2many("gov.training.plan", "posting_id", "Training Plans")

    _unique_badge = models.UniqueIndex(
        "(company_id, badge_number, user_id) WHERE badge_number IS NOT NULL AND active",
        "The person wears this badge number already.",
    )

    def _on_duty(self):
        """The postings of clerks who have passed training and practice by today (W-066)."""
        return self.filtered(
            lambda posting: (
                posting.capacity == "clerk"
                and posting.trained_on
                and posting.practised_on
                and max(posting.trained_on, posting.practised_on) <= posting.company_id._gov_today()
            )
        )

    @api.constrains("trained_on", "practised_on")
    def _check_order(self):
        for posting in self.filtered(lambda posting: posting.trained_on and posting.practised_on):
            if posting.practised_on < posting.trained_on:
                raise ValidationError(
                    self.env._(
                        "%(user)s practises after the training: the date of practice cannot be the earlier one.",
                        user=posting.user_id.name,
                    )
                )

    @api.constrains("substitute_for_id", "window_id", "department_id", "date_start", "date_end", "user_id")
    def _check_substitute(self):
        for posting in self.filtered("substitute_for_id"):
            absent = posting.substitute_for_id
            same = (posting.window_id, posting.department_id) == (absent.window_id, absent.department_id)
            if not same or posting.user_id == absent.user_id or posting.capacity == "trainee":
                raise ValidationError(
                    self.env._(
                        "Somebody else, no trainee, stands in for %(user)s, at the same window or department.",
                        user=absent.user_id.name,
                    )
                )
            if not posting.date_end:
                raise ValidationError(
                    self.env._("Enter the last day on which %(user)s stands in.", user=posting.user_id.name)
                )

    @api.constrains("badge_number", "user_id", "company_id")
    def _check_badge(self):
        """A badge number is one person's (W-069)."""
        numbered = self.filtered("badge_number")
        taken = self.sudo().search(
            [("badge_number", "in", numbered.mapped("badge_number")), ("company_id", "in", numbered.company_id.ids)]
        )
        for posting in numbered:
            for other in taken:
                if (other.company_id, other.badge_number) == (
                    posting.company_id,
                    posting.badge_number,
                ) and other.user_id != posting.user_id:
                    raise ValidationError(
                        self.env._(
                            "Badge %(number)s is worn by %(user)s.",
                            number=posting.badge_number,
                            user=other.user_id.name,
                        )
                    )

    def action_print_plate(self):
        """Print identity plate and chest card (身份公示牌, W-069).

        :raises UserError: a posting has no badge number
        """
        self.check_access("read")
        if bare := self.filtered(lambda posting: not posting.badge_number):
            raise ValidationError(
                self.env._("Enter the badge numbers first: %(names)s.", names=", ".join(bare.user_id.mapped("name")))
            )
        return self.env.ref("gov_window.gov_posting_plate_report").report_action(self)

    def _plate(self) -> dict:
        """What the identity plate says."""
        self.ensure_one()
        user = self.user_id.sudo()
        photo = user.image_512 or b""
        return {
            "centre": self.company_id.name,
            "name": user.name,
            "post": self.post
            or {"clerk": "窗口受理员", "trainee": "见习受理员", "staff": "审批工作人员"}[self.capacity],
            "place": self.window_id.display_name or "",
            "unit": self.department_id.name
            or "、".join(self.window_id.department_ids.mapped("name"))
            or self.company_id.name,
            "badge": self.badge_number or "",
            "party": self.political_status or "",
            "photo": "" if photo.startswith(GENERATED) else photo.decode(),
            "phone": self.company_id.gov_service_phone or "",
        }

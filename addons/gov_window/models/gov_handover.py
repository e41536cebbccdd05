from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)


class GovHandover(models.Model):
    """A hand-over sheet (材料交接单): papers of one or many cases, from the window to a
    department, signed for by both sides."""

    _name = "gov.handover"
    _inherit = ["gov.flow.mixin"]
    _description = "Hand-Over Sheet"
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one("res.company", "Service Centre", required=True, readonly=True, index=True)
    department_id = fields.Many2one("gov.department", "To", required=True, readonly=True, index=True)
    department_company_id = fields.Many2one(
        related="department_id.company_id", string="Receiving Centre", store=True, index=True
    )
    giver_id = fields.Many2one("res.users", "Handed Over By", readonly=True)
    handed_at = fields.Datetime("Handed Over On", readonly=True)
    receiver_id = fields.Many2one("res.users", "Signed For By", readonly=True)
    signed_at = fields.Datetime("Signed For On", readonly=True)
    line_ids = fields.One2many("gov.handover.line", "handover_id", "Cases", readonly=True)
    state = fields.Selection(
        [("prepared", "Prepared"), ("handed", "On the Way"), ("signed", "Signed For")],
        required=True,
        default="prepared",
        readonly=True,
        index=True,
    )

    _unique_number = models.UniqueIndex("(company_id, number) WHERE number IS NOT NULL")

    @api.model
    def _flow_table(self):
        return {
            "hand": Move(("prepared",), "handed", _lt("Hand Over")),
            "sign": Move(("handed",), "signed", _lt("Sign For"), ("gov_window.group_department",), primary=True),
        }

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise ValidationError(self.env._("Hand-over sheets are made by handing cases over."))

    @api.model
    def _hand_over(self, cases, company, department):
        """Make a sheet for cases that go to one department, and hand it over."""
        sheet = self.sudo()._flow_create([{"company_id": company.id, "department_id": department.id}])
        self.env["gov.handover.line"].sudo()._insert_rows(
            [
                {
                    "handover_id": sheet.id,
                    "case_id": case.id,
                    "company_id": company.id,
                    "department_id": department.id,
                }
                for case in cases
            ]
        )
        [number] = (
            self.env["gov.series"]._for("handover", company)._next(1, {"region": company.sudo().gov_document_word})
        )
        sheet._flow_move(
            "hand",
            vals={
                "number": number,
                "giver_id": self.env.uid,
                "handed_at": self.env.cr.now().replace(microsecond=0),
            },
            data={"cases": cases.mapped("number")},
        )
        return sheet

    def action_sign(self):
        """Sign for the papers of the sheet: from now on they are with the department."""
        return self._flow_move("sign")

    def _get_cannot_sign_reason(self):
        departments = self.env.user.gov_department_ids
        return {
            sheet.id: self.env._("only %(department)s signs for its papers.", department=sheet.department_id.short_name)
            for sheet in self
            if sheet.department_id not in departments
        }

    def _prepare_sign_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {sheet.id: {"receiver_id": self.env.uid, "signed_at": now} for sheet in self}

    def _on_sign(self):
        cases = self.sudo().line_ids.case_id
        cases._flow_lock()
        self.env["gov.event"]._append(
            [
                (
                    case,
                    {
                        "kind": "handover.sign",
                        "user_id": self.env.uid,
                        "public": False,
                        "data": {"sheets": (self.sudo() & case.handover_line_ids.handover_id).mapped("number")},
                    },
                )
                for case in cases
            ]
        )

    def action_print(self):
        """Print the sheet with room for both signatures."""
        return self.env.ref("gov_window.gov_handover_report").report_action(self)

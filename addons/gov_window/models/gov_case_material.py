from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from odoo.addons.gov_base.fields import Recorded

#: the columns of a line that brings no file, and those it must have
PLAIN = {"case_id", "material_id", "sequence", "state", "note"}
KEYS = {"case_id", "material_id"}
#: what is written after acceptance on a line that was left to follow
FOLLOWS = {"file", "file_name", "note"}


class GovCaseMaterial(models.Model):
    """One line of a case's checklist: is it there, was the original seen, which file."""

    _name = "gov.case.material"
    _inherit = ["gov.rows"]
    _description = "Case Material"
    _order = "case_id, sequence, id"

    case_id = fields.Many2one("gov.case", required=True, index=True, ondelete="cascade")
    company_id = Recorded(related="case_id.company_id", store=True)
    create_uid = Recorded("res.users", "Created by", readonly=True)
    write_uid = Recorded("res.users", "Last Updated by", readonly=True)
    sequence = fields.Integer(default=10)
    material_id = fields.Many2one(
        "gov.item.material",
        "Checklist Line",
        required=True,
        ondelete="restrict",
        help="Only what the checklist names may be asked for (W-021).",
    )
    name = fields.Char(related="material_id.name")
    required = fields.Boolean(related="material_id.required")
    originals = fields.Integer(related="material_id.originals")
    copies = fields.Integer(related="material_id.copies")
    gap_ok = fields.Boolean(related="material_id.gap_ok")
    promise_ok = fields.Boolean(related="material_id.promise_ok")
    review_points = fields.Text(related="material_id.review_points")
    state = fields.Selection(
        [
            ("missing", "Missing"),
            ("received", "Handed In"),
            ("verified", "Original Compared"),
            ("later", "To Follow"),
            ("promised", "Replaced by a Promise"),
        ],
        required=True,
        default="missing",
        help="To follow 容缺 is set by the acceptance alone; a promise 告知承诺 stands for lines that allow it.",
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    note = fields.Char("Remark")

    _unique_line = models.UniqueIndex("(material_id, case_id)", "This line is in the checklist already.")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_state([vals.get("state") for vals in vals_list])
        for vals in vals_list:
            if vals.get("file"):
                vals.setdefault("state", "received")
        if vals_list and all(KEYS <= vals.keys() <= PLAIN for vals in vals_list):
            lines = self._create_plain(vals_list)
            self._check_listed([(vals["case_id"], vals["material_id"]) for vals in vals_list])
        else:
            lines = super().create(vals_list)
            self._check_listed([(line.case_id.id, line.material_id.id) for line in lines.sudo()])
        lines._check_open()
        lines.filtered(lambda line: line.state == "promised")._check_may_promise()
        return lines

    @api.model
    def _check_listed(self, pairs):
        """A line stands for what the checklist of the case's version names (W-021).

        :param pairs: ids of cases, each with the id of a line of a checklist
        """
        cases = self.env["gov.case"].sudo().browse({case_id for case_id, _material_id in pairs})
        materials = self.env["gov.item.material"].sudo().browse({material_id for _case_id, material_id in pairs})
        versions = {case.id: case.item_version_id.id for case in cases}
        listed = {material.id: material.version_id.id for material in materials}
        for case_id, material_id in pairs:
            if listed[material_id] != versions[case_id]:
                raise UserError(
                    self.env._(
                        "“%(material)s” is not on the checklist of “%(item)s”: "
                        "nothing outside the list may be asked for.",
                        material=materials.browse(material_id).name,
                        item=cases.browse(case_id).item_id.name,
                    )
                )

    @api.model
    def _check_state(self, states):
        """Material is left to follow by an acceptance with gaps, never by hand."""
        if "later" in states:
            raise UserError(
                self.env._("Material is left to follow by “Accept with Gaps” only, with the applicant's promise.")
            )

    def _check_may_promise(self):
        """A promise stands only for lines whose checklist says so (W-020)."""
        if wrong := self.sudo().filtered(lambda line: not line.promise_ok):
            raise UserError(
                self.env._(
                    "The checklist does not allow a promise instead of: %(names)s.",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    @api.model
    def _create_plain(self, vals_list):
        """Create lines that bring no file: what opening a case does, many at once."""
        self.check_access("create")
        cases = self.env["gov.case"].sudo().browse({vals["case_id"] for vals in vals_list})
        centres = {case.id: case.company_id.id for case in cases}
        lines = self._insert_rows(
            [
                {"sequence": 10, "state": "missing", "note": False} | vals | {"company_id": centres[vals["case_id"]]}
                for vals in vals_list
            ]
        )
        first = {vals["case_id"]: line_id for line_id, vals in zip(lines._ids, vals_list, strict=True)}
        lines.browse(first.values()).check_access("create")  # to the rules the lines of a case are alike
        return lines

    @api.model
    @tools.ormcache("self.env.lang")
    def _state_labels(self) -> dict:
        return dict(self._fields["state"]._description_selection(self.env))

    def write(self, vals):
        self._check_state([vals.get("state")])
        if {"case_id", "material_id"} & vals.keys():
            raise UserError(self.env._("A line of the checklist stays what it is: add the one you need instead."))
        if vals.get("state") == "promised":
            self._check_may_promise()
        fixed = self if vals.keys() - FOLLOWS else self.filtered(lambda line: line.state != "later")
        fixed._check_open()
        if vals.get("file") and "state" not in vals:
            self.filtered(lambda line: line.state == "missing").write({"state": "received"})
        return super().write(vals)

    def _check_open(self):
        closed = self.case_id.filtered(lambda case: case.state not in case._flow_open_states)
        if closed:
            raise UserError(
                self.env._(
                    "The checklist of %(cases)s cannot be changed after acceptance.",
                    cases=", ".join(closed.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if registered := self.case_id.filtered(lambda case: case.state not in ("draft", "pre_submitted")):
            raise UserError(
                self.env._(
                    "The checklist of %(cases)s is registered; its lines stay.",
                    cases=", ".join(registered.mapped("display_name")),
                )
            )

    def action_toggle(self):
        """Next state of the line: missing, received, original compared, missing again."""
        following = {"missing": "received", "received": "verified", "verified": "missing", "promised": "missing"}
        for line in self:
            line.state = following.get(line.state, line.state)

    def action_promise(self):
        """The applicant promises in writing that the condition is met, instead of the paper
        (告知承诺, W-020).

        :raises UserError: the checklist does not allow it
        """
        self.write({"state": "promised"})

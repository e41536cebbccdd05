import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)
CODE = re.compile(r"GH(\d{1,9})", re.IGNORECASE)


class GovHandover(models.Model):
    """A hand-over sheet (材料交接签收单, B-09): papers of one or many cases, from the window to
    a department, signed for by both sides (W-086, W-087).

    Its line says what is in the folder of a case; the department ticks, receives or refuses
    each. Cases without paper go on a sheet of their own, which is signed for just so.
    """

    _name = "gov.handover"
    _inherit = ["gov.flow.mixin"]
    _description = "Hand-Over Sheet"
    _order = "id desc"
    _rec_name = "number"
    _flow_frozen = frozenset({"giver_signature", "receiver_signature"})
    _flow_open_states = frozenset({"handed"})

    number = fields.Char(readonly=True, copy=False)
    code = fields.Char("Scanned As", compute="_compute_code", help="What the QR code of the printed sheet says.")
    company_id = fields.Many2one("res.company", "Service Centre", required=True, readonly=True, index=True)
    department_id = fields.Many2one("gov.department", "To", required=True, readonly=True, index=True)
    department_company_id = fields.Many2one(
        related="department_id.company_id", string="Receiving Centre", store=True, index=True
    )
    mode = fields.Selection(
        [("paper", "With Papers"), ("electronic", "Electronic Only")],
        "What Is Handed Over",
        required=True,
        default="paper",
        readonly=True,
        help="Electronic: nothing is carried; the material is in the platform, and the department signs for it there.",
    )
    giver_id = fields.Many2one("res.users", "Handed Over By", readonly=True)
    handed_at = fields.Datetime("Handed Over On", readonly=True)
    giver_signature = fields.Binary("Signature of the Giver", attachment=True, copy=False)
    receiver_id = fields.Many2one("res.users", "Signed For By", readonly=True)
    signed_at = fields.Datetime("Signed For On", readonly=True)
    said = fields.Json("As Printed", readonly=True, help="Centre, department and who signs, as they were called then.")
    receiver_signature = fields.Binary("Signature of the Receiver", attachment=True, copy=False)
    line_ids = fields.One2many("gov.handover.line", "handover_id", "Cases", readonly=True)
    state = fields.Selection(
        [("prepared", "Prepared"), ("handed", "On the Way"), ("signed", "Signed For"), ("returned", "Sent Back")],
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
            "come_back": Move(("handed",), "returned", _lt("All Sent Back")),
        }

    def _compute_code(self):
        for sheet in self:
            sheet.code = f"GH{sheet.id}" if sheet.id else False

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise ValidationError(self.env._("Hand-over sheets are made by handing cases over."))

    def write(self, vals):
        """Each side draws its own signature."""
        if "giver_signature" in vals and self.giver_id - self.env.user:
            raise AccessError(self.env._("Only who hands the papers over signs as the giver."))
        if "receiver_signature" in vals and self.department_id - self.env.user.gov_department_ids:
            raise AccessError(self.env._("Only the department that gets the papers signs as the receiver."))
        return super().write(vals)

    # ------------------------------------------------------------------ hand over

    @api.model
    def _hand_over(self, company, department, mode, folders):
        """Make a sheet for cases that go to one department, and hand it over.

        :param folders: (case, papers) pairs; the papers are on the way from now on
        """
        sheet = self.sudo()._flow_create([{"company_id": company.id, "department_id": department.id, "mode": mode}])
        lines = (
            self.env["gov.handover.line"]
            .sudo()
            ._insert_rows(
                [
                    {
                        "handover_id": sheet.id,
                        "case_id": case.id,
                        "company_id": company.id,
                        "department_id": department.id,
                        "papers": papers._on_sheet(),
                        "said": self.env["gov.handover.line"]._prepare_said(case.sudo()),
                        "state": "waiting",
                    }
                    for case, papers in folders
                ]
            )
        )
        for line, (_case, papers) in zip(lines, folders, strict=True):
            papers._put("on_way", self.env.user, department, line)
        [number] = (
            self.env["gov.series"]._for("handover", company)._next(1, {"region": company.sudo().gov_document_word})
        )
        sheet._flow_move(
            "hand",
            vals={
                "number": number,
                "giver_id": self.env.uid,
                "handed_at": self.env.cr.now().replace(microsecond=0),
                "said": {
                    "centre": company.sudo().name,
                    "department": department.sudo().name,
                    "giver": self.env.user._gov_name(),
                },
            },
            data={"cases": [case.number for case, _papers in folders], "mode": mode},
        )
        sheet.line_ids.case_id._let_read(department)
        return sheet

    # ------------------------------------------------------------------ sign for it

    def action_sign(self):
        """Sign for the papers of the sheet: from now on they are with the department. What was
        refused is not among them.

        :raises UserError: another department's sheet, or some folders were scanned and others not
        """
        return self._flow_move("sign")

    def _get_cannot_sign_reason(self):
        departments = self.env.user.gov_department_ids
        reasons = {
            sheet.id: self.env._("only %(department)s signs for its papers.", department=sheet.department_id.short_name)
            for sheet in self
            if sheet.department_id not in departments
        }
        for sheet in self.sudo():
            waiting = sheet.line_ids.filtered(lambda line: line.state == "waiting")
            if waiting and "ticked" in sheet.line_ids.mapped("state"):
                reasons.setdefault(
                    sheet.id,
                    self.env._(
                        "not all folders were scanned. Scan or refuse: %(cases)s.",
                        cases=listed(self.env, waiting.case_id.mapped("number")),
                    ),
                )
        return reasons

    def _prepare_sign_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        receiver = self.env.user._gov_name()
        return {
            sheet.id: {
                "receiver_id": self.env.uid,
                "signed_at": now,
                "said": sheet.sudo()._as_printed() | {"receiver": receiver},
            }
            for sheet in self
        }

    def _as_printed(self) -> dict:
        """What the sheet says of itself (B-09): as it was when it was handed over and signed for."""
        self.ensure_one()
        return self.said or {
            "centre": self.company_id.name,
            "department": self.department_id.name,
            "giver": self.giver_id.name,
            "receiver": self.receiver_id.name or "",
        }

    def _on_sign(self):
        lines = self.sudo().line_ids.filtered(lambda line: line.state in ("waiting", "ticked"))
        cases = lines.case_id
        cases._flow_lock()
        lines._write_rows({line.id: {"state": "received"} for line in lines})
        papers = self.env["gov.paper"].sudo().search([("line_id", "in", lines.ids), ("state", "=", "on_way")])
        for department, own in papers.grouped("department_id").items():
            own._put("department", self.env.user, department)
        by_case = papers.grouped("case_id")
        of_case = lines.grouped("case_id")
        self.env["gov.event"]._append(
            [
                (
                    case,
                    {
                        "kind": "handover.sign",
                        "user_id": self.env.uid,
                        "public": False,
                        "data": {
                            "sheets": of_case[case].handover_id.mapped("number"),
                            "papers": by_case[case].ids if case in by_case else [],
                        },
                    },
                )
                for case in cases
            ]
        )

    def action_print(self):
        """Print the sheet with room for both signatures."""
        return self.env.ref("gov_window.gov_handover_report").report_action(self)

    # ------------------------------------------------------------------ scanning

    @api.model
    def scan(self, code="", mode="in", sheet_id=False):
        """What the scanning screen asks: a code was read by the gun.

        :param code: the QR code of a sheet, the number of a sheet or of a case, or the address in
            the QR code of a case's paper
        :param mode: ``out`` (the window gathers folders), ``in`` (the department ticks what
            came) or ``back`` (the window takes back what was refused)
        :param sheet_id: the sheet on the screen
        :return: dict with ``ok``, ``message`` and what the screen shows: ``sheet`` or ``case``
        """
        code = str(code or "").strip()[:120]
        if mode not in ("in", "out", "back"):
            raise ValidationError(self.env._("Choose what to do: hand out, sign in or take back."))
        self.check_access("read")
        sheet = self._scanned_sheet(code)
        if sheet and mode == "in":
            return {"ok": True, "message": self.env._("Sheet %(number)s", number=sheet.number)} | sheet._on_screen()
        case = self._scanned_case(code)
        if sheet or not case:
            return {
                "ok": False,
                "message": self.env._(
                    "“%(code)s” is no case you can see, nor a sheet to scan here. Look at the paper again.", code=code
                ),
            }
        return getattr(self, f"_scan_{mode}")(case, self.search([("id", "=", sheet_id)]))

    @api.model
    def _scanned_sheet(self, code):
        if match := CODE.fullmatch(code):
            return self.search([("id", "=", int(match[1]))])
        return self.search([("number", "=", code)], limit=1) if code else self.browse()

    @api.model
    def _scanned_case(self, code):
        """The case a code names, as far as the user may see it or its hand-over line."""
        numbers = [code]
        if "/gov/check/" in code:
            notice = self.env["gov.notice"]._find_by_token(code.rsplit("/", 1)[-1].split("?")[0])
            numbers.append(notice.case_id.number)
        case = self.env["gov.case"].sudo().search([("number", "in", numbers)], limit=1) if code else None
        if case and (
            case.with_env(self.env).has_access("read")
            or self.env["gov.handover.line"].search_count([("case_id", "=", case.id)], limit=1)
        ):
            return case
        return None

    def _scan_out(self, case, _sheet):
        case = case.with_env(self.env)
        case.check_access("write")
        reason = "" if case.state == "accepted" else case._cannot_send_reason()
        return {
            "ok": not reason,
            "message": self.env._("%(case)s: %(why)s", case=case.number, why=reason) if reason else case.number,
            "case": {
                "id": case.id,
                "number": case.number,
                "item": case.item_id.name,
                "department": case.department_id.short_name,
            },
        }

    def _scan_in(self, case, sheet):
        domain = [("case_id", "=", case.id), ("department_id", "in", self.env.user.gov_department_ids.ids)]
        lines = self.env["gov.handover.line"].search(domain, order="id desc")
        open_lines = lines.filtered(lambda line: line.handover_id.state == "handed")
        line = open_lines.filtered(lambda line: line.handover_id == sheet)[:1] or open_lines[:1]
        if not line:
            where = lines[:1]
            message = (
                self.env._(
                    "%(case)s is not on the way to you: it was on sheet %(sheet)s, which is closed.",
                    case=case.number,
                    sheet=where.handover_id.number,
                )
                if where
                else self.env._("%(case)s is not on any sheet to your department. Send it back.", case=case.number)
            )
            return {"ok": False, "message": message}
        if sheet and line.handover_id != sheet:
            return {
                "ok": False,
                "message": self.env._(
                    "%(case)s is not on this sheet but on %(sheet)s. Scan that sheet first.",
                    case=case.number,
                    sheet=line.handover_id.number,
                ),
            }
        if line.state == "refused":
            return {"ok": False, "message": self.env._("%(case)s was refused already.", case=case.number)}
        again = line.state == "ticked"
        if not again:
            line._flow_move("tick")
        message = (
            self.env._("%(case)s was ticked already.", case=case.number)
            if again
            else self.env._("%(case)s is there: %(papers)s", case=case.number, papers=line.paper_summary)
        )
        return {"ok": True, "message": message} | line.handover_id._on_screen()

    def _scan_back(self, case, _sheet):
        line = self.env["gov.handover.line"].search([("case_id", "=", case.id), ("state", "=", "refused")], limit=1)
        if not line:
            return {"ok": False, "message": self.env._("%(case)s was not refused.", case=case.number)}
        line.action_take_back()
        return {
            "ok": True,
            "message": self.env._(
                "%(case)s is back at the window. Mend it and hand it over again: %(reason)s",
                case=case.number,
                reason=line.refused_reason,
            ),
            "case": {
                "id": case.id,
                "number": case.number,
                "item": case.item_id.name,
                "department": line.department_id.short_name,
            },
        }

    def scan_sign(self):
        """Sign from the scanning screen; see :meth:`action_sign`."""
        self.ensure_one()
        self.action_sign()
        return {"ok": True, "message": self.env._("%(number)s is signed for.", number=self.number)} | self._on_screen()

    @api.model
    def scan_hand_over(self, case_ids=()):
        """Hand over the folders that were gathered, each with its own result.

        :param case_ids: ids of cases
        """
        cases = self.env["gov.case"].browse(case_ids).exists()
        outcome = cases._hand_over_each()
        refused = [f"{case.number}: {outcome[case.id]}" for case in cases if outcome[case.id]]
        return {
            "ok": not refused,
            "message": "\n".join(refused) or self.env._("%(count)s folders are on the way.", count=len(cases)),
        }

    def _on_screen(self):
        """What the scanning screen shows of a sheet."""
        self.ensure_one()
        states = dict(self.line_ids._fields["state"]._description_selection(self.env))
        return {
            "sheet": {
                "id": self.id,
                "number": self.number,
                "state": self.state,
                "department": self.department_id.short_name,
                "lines": [
                    {
                        "id": line.id,
                        "number": line.sudo().case_id.number,
                        "item": line.sudo().item_id.name,
                        "papers": line.paper_summary,
                        "state": line.state,
                        "label": states[line.state],
                    }
                    for line in self.line_ids
                ],
            }
        }

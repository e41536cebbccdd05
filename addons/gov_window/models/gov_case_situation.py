from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.gov_base.listing import listed


class GovCase(models.Model):
    """The situation of the applicant (办事情形): a few answers, and the checklist, the limit and
    the windows follow from them (W-029, W-101)."""

    _inherit = "gov.case"

    answer_ids = fields.Many2many(
        "gov.item.answer",
        "gov_case_answer_rel",
        string="Situation",
        copy=False,
        domain="[('version_id', '=', item_version_id)]",
        help="What the applicant answered. Fixed with the acceptance.",
    )
    situation_questions = fields.Json(compute="_compute_situation", compute_sudo=True)
    situation_advice = fields.Text(compute="_compute_situation", compute_sudo=True)

    @api.depends("answer_ids", "item_id", "item_version_id")
    def _compute_situation(self):
        """The questions to show with their answers, and the advice where one excludes the item."""
        for case in self:
            version = case.item_version_id or case.item_id.version_id
            situation = version._situation(case.answer_ids._origin.ids)
            case.situation_questions = situation and [
                {
                    "id": question.id,
                    "name": question.name,
                    "answers": [
                        {"id": answer.id, "name": answer.name, "chosen": answer.id in situation.answers}
                        for answer in question.answer_ids.sorted()
                    ],
                }
                for question in self.env["gov.item.question"].browse(situation.asked)
            ]
            case.situation_advice = case._situation_why_not(situation)

    @api.onchange("item_id")
    def _onchange_item_situation(self):
        """The answers belong to the item: another item begins with none."""
        self.answer_ids = [Command.clear()]

    @api.onchange("answer_ids")
    def _onchange_answers(self):
        """Show at once what the answers call for, on a case that is not saved yet."""
        if self._origin or not self.item_id.version_id._questionnaire():
            return
        wanted = self.item_id.version_id._situation_lines(self.answer_ids._origin.ids)
        self.material_ids = [
            Command.clear(),
            *(Command.create({"material_id": line.id, "sequence": line.sequence}) for line in wanted),
        ]

    @api.constrains("answer_ids", "item_version_id")
    def _check_answers(self):
        for case in self.sudo().filtered("answer_ids"):
            answers = case.answer_ids
            if answers.version_id - case.item_version_id:
                raise ValidationError(
                    self.env._("The answers belong to another item or version: choose the situation again.")
                )
            if len(answers.question_id) < len(answers):
                raise ValidationError(self.env._("A question has one answer: choose the situation again."))

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        if answered := cases._by_version(lambda version: version._questionnaire()).filtered("answer_ids"):
            answered._follow_situation()
        return cases

    def write(self, vals):
        if "item_id" in vals and "answer_ids" not in vals:
            moved = self.filtered(lambda case: case.item_id.id != vals["item_id"] and case.answer_ids)
            super(GovCase, moved).write({"answer_ids": [Command.clear()]})
        before = {case.id: case.answer_ids for case in self} if "answer_ids" in vals else {}
        result = super().write(vals)
        if changed := self.filtered(lambda case: case.id in before and case.answer_ids != before[case.id]):
            changed._follow_situation()
        return result

    def _follow_situation(self):
        """Let the checklists follow the answers: what is no longer needed goes, what is needed
        comes. A registered case keeps on record who changed it.

        :raises UserError: a file was handed in for what is no longer needed
        """
        missing = []
        for case in self:
            wanted = case._checklist_lines()
            stray = case.material_ids.filtered(lambda line, wanted=wanted: line.material_id not in wanted)
            if filed := stray.filtered("file_name"):
                raise UserError(
                    self.env._(
                        "In this situation no %(names)s is needed, but a file was handed in for it: take the file "
                        "off the line first.",
                        names=listed(self.env, filed.mapped("name")),
                    )
                )
            stray.unlink()
            missing += [
                {"case_id": case.id, "material_id": line.id, "sequence": line.sequence}
                for line in wanted - case.material_ids.material_id
            ]
        self.env["gov.case.material"].create(missing)
        registered = self.filtered("number")
        registered._flow_lock()
        self.env["gov.event"]._append(
            [
                (
                    case,
                    {
                        "kind": "situation.choose",
                        "user_id": self.env.uid,
                        "data": {"answers": case.sudo().answer_ids.mapped("display_name")},
                    },
                )
                for case in registered
            ]
        )

    def _checklist_lines(self):
        """Override: only the lines of the situation."""
        version = self.item_version_id
        if not version or not version._questionnaire():
            return super()._checklist_lines()
        return version._situation_lines(self.answer_ids.ids)

    def _lines_taken_off(self):
        """Override: what the situation does not need is not missing (W-021)."""
        taken_off = super()._lines_taken_off()
        return taken_off and taken_off & self.sudo()._checklist_lines()

    def _limit(self):
        """Override: an answer may promise another limit."""
        situation = self.item_version_id._situation(self._answers_sudo())
        return self.item_version_id._limit(situation.days) if situation and situation.days else super()._limit()

    def _answers_sudo(self) -> list:
        """The ids of the answers; asks the database only where the version has questions."""
        return self.sudo().answer_ids.ids if self.item_version_id._questionnaire() else []

    def _prepare_notice_content(self, code):
        """Override: papers say for which situation the list of materials is."""
        content = super()._prepare_notice_content(code)
        if answers := self.env["gov.item.answer"].sudo().browse(self._answers_sudo()):
            content["situation"] = [
                {"question": answer.question_id.name, "answer": answer.name} for answer in answers.sorted()
            ]
        return content

    # ------------------------------------------------------------------ the verdict

    def _situation_why_not(self, situation) -> str:
        """Why the case cannot be accepted in its situation; empty if it can."""
        if situation and situation.excluded:
            answers = self.env["gov.item.answer"].sudo().browse(situation.excluded)
            return "\n".join(answers.mapped("advice"))
        return ""

    def _situation_reasons(self) -> dict[int, str]:
        """Why each case cannot be accepted: a question is open, or an answer excludes the item."""
        reasons = {}
        for case in self._by_version(lambda version: version._questionnaire()):
            situation = case.item_version_id._situation(case._answers_sudo())
            if not situation:
                continue
            if why := case._situation_why_not(situation):
                reasons[case.id] = self.env._("the applicant's situation is not one of this item: %(why)s", why=why)
            elif situation.open_question:
                question = self.env["gov.item.question"].sudo().browse(situation.open_question)
                reasons[case.id] = self.env._("choose the situation first: %(question)s", question=question.name)
        return reasons

    def _get_cannot_accept_reason(self):
        """Override: not without the situation."""
        return super()._get_cannot_accept_reason() | self._situation_reasons()

    def _get_cannot_accept_gap_reason(self):
        """Override: not without the situation."""
        return super()._get_cannot_accept_gap_reason() | self._situation_reasons()

    def _get_cannot_submit_reason(self):
        """Override: not without the situation."""
        return super()._get_cannot_submit_reason() | self._situation_reasons()

    # ------------------------------------------------------------------ portal

    @api.model
    def _portal_open(self, item, answers=()):
        """Override: the answers given on the guide page come along, and may be changed as long
        as nothing was submitted.

        :param answers: ids of answers; those that are not the item's do not count
        """
        draft = super()._portal_open(item, answers)
        situation = draft.item_version_id.sudo()._situation(answers)
        if situation and situation.answers and draft.sudo().answer_ids._ids != tuple(situation.answers):
            draft.sudo().write({"answer_ids": [Command.set(sorted(situation.answers))]})
        return draft

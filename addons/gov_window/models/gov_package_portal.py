from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class GovPackageApplication(models.Model):
    """A package that a citizen applies for online (一件事线上申请, W-029, W-093): one page with each paper
    once; submitted, each case goes its own way."""

    _inherit = "gov.package.application"

    unsubmitted = fields.Boolean("Being Written by the Applicant", readonly=True, copy=False)

    @api.model
    def _portal_begin(self, package, answers=()):
        """The citizen's draft for a package: the one begun already, brought to these answers, else a new one.

        :param package: the published package, as superuser
        :raises UserError: a question is open, or nothing of it is handled online
        """
        found = package._evaluate(answers)
        if found["question"]:
            raise UserError(
                self.env._("Please answer the questions first: “%(question)s”", question=found["question"].name)
            )
        items = package._online_items(found)
        if not items:
            raise UserError(self.env._("None of it is handled online. Please come to the window with the papers."))
        partner = self.env.user.partner_id
        # one after the other: a double click makes one draft
        partner.sudo().lock_for_update()
        own = [("package_id", "=", package.id), ("partner_id", "=", partner.id), ("unsubmitted", "=", True)]
        application = self.sudo().search(own, limit=1) or self.sudo().create(
            {"package_id": package.id, "partner_id": partner.id, "window_id": False, "unsubmitted": True}
        )
        application._follow_answers(items, found["answers"])
        return application

    @api.model
    def _portal_find(self, application_id: int):
        """The citizen's own application, as superuser; empty if it is somebody else's or missing."""
        return self.sudo().search([("id", "=", application_id), ("partner_id", "=", self.env.user.partner_id.id)])

    def _follow_answers(self, items, answers):
        """Have a draft for each item, with its answers, under the list that is published now."""
        stale = self.case_ids.filtered(
            lambda case: case.item_id not in items or case.item_version_id != case.item_id.version_id
        )
        stale.unlink()
        missing = items - self.case_ids.item_id
        self.env["gov.case"].create(
            [
                {
                    "item_id": item.id,
                    "partner_id": self.partner_id.id,
                    "company_id": item.company_id.id,
                    "window_id": False,
                    "channel": "portal",
                    "package_application_id": self.id,
                    "answer_ids": [Command.set(self._answers_to(item, answers))],
                }
                for item in missing
            ]
        )
        for case in self.case_ids.filtered(lambda case: case.item_id not in missing):
            if (chosen := self._answers_to(case.item_id, answers)) != sorted(case.answer_ids.ids):
                case.write({"answer_ids": [Command.set(chosen)]})

    @api.model
    def _answers_to(self, item, answers) -> list[int]:
        situation = item.version_id._situation(answers)
        return sorted(situation.answers) if situation else []

    def _portal_papers(self) -> list[dict]:
        """Each paper once: the line that stands for it, and the items that need it."""
        self.ensure_one()
        groups = {}
        for line in self.case_ids.sorted("id").material_ids:
            groups.setdefault(line.material_id._paper_key(), []).append(line)
        papers = []
        for lines in groups.values():
            line = next((line for line in lines if line.required), lines[0])
            papers.append({"line": line.sudo(False), "items": [own.case_id.item_id.name for own in lines]})
        return papers

    def _own_cases(self):
        """The cases as the citizen sees them."""
        return self.case_ids.sorted("id").sudo(False)

    def _portal_note(self, note: str):
        """Keep what the applicant writes, for all windows."""
        for case in self._own_cases().filtered(lambda case: case.state == "draft"):
            case._portal_note(note)

    def _portal_conditions(self) -> list[dict]:
        """What the form asks: a condition that several items have is asked once."""
        asked = {}
        for condition in self.case_ids._portal_conditions():
            first = asked.setdefault(condition["name"], condition | {"item": []})
            first["item"].append(condition["item"])
        return [condition | {"item": "、".join(condition["item"])} for condition in asked.values()]

    def _portal_say(self, said: dict[int, str]):
        """Keep what the applicant says, for all items that ask the same."""
        lines = self.case_ids.condition_ids
        by_name = {line.name: said[line.id] for line in lines if line.id in said}
        for case in self._own_cases().filtered(lambda case: case.state == "draft"):
            own = case.sudo().condition_ids
            case._portal_say({line.id: by_name[line.name] for line in own if line.name in by_name})

    def _portal_submit(self):
        """Submit all of it, or nothing.

        :raises UserError: something is missing
        """
        drafts = self._own_cases().filtered(lambda case: case.state == "draft")
        reasons = drafts._get_cannot_submit_reason()
        if reasons:
            raise UserError(
                "\n".join(f"{case.item_id.name}: {reasons[case.id]}" for case in drafts if case.id in reasons)
            )
        for case in drafts:
            case._portal_submit()

    def _portal_discard(self):
        """Throw the whole draft away.

        :raises UserError: a part of it was submitted
        """
        if not self.unsubmitted:
            raise UserError(self.env._("Only a draft that was never submitted can be thrown away."))
        self.case_ids.unlink()
        self.unlink()


class GovPackage(models.Model):
    _inherit = "gov.package"

    @api.model
    def _online_items(self, found):
        """The items of an evaluation that can be applied for online (W-007)."""
        items = self.env["gov.item"].sudo().union(*(line.item_id for line in found["items"]))
        return items.filtered(lambda item: item.version_id.depth != "1")


class GovCase(models.Model):
    """A case of a package on its way from the citizen to the window."""

    _inherit = "gov.case"

    def _portal_submit(self):
        """Override: with the first case the package is not the citizen's alone any more; the case takes
        its own copy of each shared file along, so that nothing it rests on changes later."""
        for line in self.sudo().material_ids.filtered(lambda line: line.reuse_id.file and not line.file):
            line.write({"file": line.reuse_id.file, "file_name": line.reuse_id.file_name})
        moved = super()._portal_submit()
        self.sudo().package_application_id.filtered("unsubmitted").write({"unsubmitted": False})
        return moved


class GovCaseMaterial(models.Model):
    _inherit = "gov.case.material"

    def _portal_clear(self, by_paper=False):
        """Override: what comes on paper comes once for all items of the package."""
        result = super()._portal_clear(by_paper)
        if self.case_id.sudo().package_application_id:
            self.sudo()._twins().filtered(lambda line: line.state == "missing").write({"by_paper": by_paper})
        return result

    def _portal_store(self, content, name):
        """Override: uploaded once, nobody brings it on paper any more."""
        result = super()._portal_store(content, name)
        if self.case_id.sudo().package_application_id:
            self.sudo()._twins().filtered("by_paper").write({"by_paper": False})
        return result

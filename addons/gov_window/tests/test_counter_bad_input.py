"""What a clerk may send by mistake, or somebody on purpose: a sentence comes back, and nothing is lost."""

import base64
import errno
import os
from unittest.mock import patch

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PIXEL, GovCommon
from .test_catalogue_life import SEALED
from .test_portal_application import PDF, picture

RARE = "𠮷田𬭩阿拉善𰻝"


@tagged("post_install", "-at_install")
class TestCounterBadInput(GovCommon):
    def _said(self, error, words, act):
        """The act is refused in words, and leaves no trace."""
        events = self.env["gov.event"].search_count([])
        cases = self.env["gov.case"].search_count([])
        with self.assertRaisesRegex(error, words), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            act()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(
            (self.env["gov.event"].search_count([]), self.env["gov.case"].search_count([])), (events, cases)
        )

    def test_wrong_ids(self):
        """Ids of nothing, of another item, of another centre: refused in words, for cases and their lines."""
        cases = self.env["gov.case"].with_user(self.clerk)
        vals = {"item_id": self.licence.id, "partner_id": self.applicant.id}
        for number in (2**30, -1):
            self._said(MissingError, "exist", lambda number=number: cases.create({**vals, "item_id": number}))
        self._said(MissingError, "exist", cases.browse(2**30).action_accept)
        self._said(MissingError, "exist", cases.browse(2**30).action_receive)
        case = self._open_case(complete=False)
        strange = self.labour_item.version_id.material_ids[0]
        self._said(
            UserError,
            "not on the checklist",
            lambda: case.material_ids.create({"case_id": case.id, "material_id": strange.id}),
        )
        abroad = self.env["res.company"].create({"name": "别处"})
        window = self.env["gov.window"].create({"number": "X", "name": "x", "company_id": abroad.id})
        self._said(ValidationError, "another centre", lambda: cases.create({**vals, "window_id": window.id}))
        self._said(AccessError, "", lambda: cases.create({**vals, "company_id": abroad.id, "window_id": False}))
        self._said(UserError, "no action", lambda: case.flow_act("unlink"))
        self._said(UserError, "no action", lambda: case.flow_act("write"))
        self.assertEqual(case.state, "received")

    def test_of_another_centre(self):
        """A case of a centre that is not one's own is neither read nor moved, and the message says no more."""
        abroad = self.env["res.company"].create({"name": "别处"})
        stranger = self._create_staff("c_stranger", "gov_window.group_clerk")
        stranger.write({"company_ids": [Command.set(abroad.ids)], "company_id": abroad.id})
        case = self._open_case()
        foreign = case.with_user(stranger).with_context(allowed_company_ids=abroad.ids)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            for act in (
                foreign.action_accept,
                lambda: foreign.action_refuse_acceptance("不符"),
                lambda: foreign.read(["number"]),
                lambda: foreign.material_ids.write({"state": "missing"}),
            ):
                self._said(AccessError, "", act)
        self.assertEqual(case.state, "received")

    def test_rare_characters_on_every_paper(self):
        """Rare characters are kept in name, remark, reason and file, on the paper and its print."""
        person = self.env["res.partner"].with_user(self.clerk).create({"name": RARE})
        case = self._open_case(partner_id=person.id, complete=False, note=RARE)
        case.material_ids[0].write({"file": PIXEL, "file_name": f"{RARE}.png"})
        case.action_request_supplement(f"请补交{RARE}的身份证明")
        paper = case.sudo().notice_ids
        self.assertEqual(paper.content["applicant"], RARE)
        html, _kind = self.env["ir.actions.report"].sudo()._render_qweb_html("gov_base.gov_notice_report", paper.ids)
        self.assertIn(f"请补交{RARE}的身份证明", html.decode())
        self.assertEqual((case.note, case.material_ids[0].file_name), (RARE, f"{RARE}.png"))
        self.assertEqual(self.env["gov.event"].verify_chain([case.id]), [])

    def test_disguised_file_at_the_counter(self):
        """A file that is not what its ending says is refused to staff, too; what was there stays; other kinds pass."""
        case = self._open_case(complete=False)
        line = case.material_ids[0]
        good = base64.b64encode(PDF)
        line.write({"file": good, "file_name": "章程.pdf"})
        for name, content in (
            ("章程.pdf", b"MZ\x90\x00" + b"\0" * 100),
            ("章程.pdf", picture("PNG")),
            ("照片.JPG", PDF),
            ("网页.png", b"<script>alert(1)</script>"),
        ):
            vals = {"file": base64.b64encode(content), "file_name": name}
            self._said(UserError, "not the kind of file", lambda vals=vals: line.write(vals))
        self.assertEqual((line.file, line.file_name), (good, "章程.pdf"))
        line.write({"file": base64.b64encode(b"PK\x03\x04 text"), "file_name": "章程.docx"})
        self.assertEqual(line.file_name, "章程.docx")

    def test_full_disk_at_the_counter(self):
        """No room for a scanned file: said in words; the line keeps what it had, the case goes on, later it works."""
        case = self._open_case(complete=False)
        line = case.material_ids[0]
        line.write({"file": base64.b64encode(PDF), "file_name": "旧.pdf"})
        self.env.flush_all()
        fresh = base64.b64encode(PDF[:-6] + os.urandom(16).hex().encode() + PDF[-6:])

        def full(path, mode="r", *args, **kwargs):
            if "w" in mode:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return open(path, mode, *args, **kwargs)

        with (
            patch("odoo.addons.base.models.ir_attachment.open", full, create=True),
            mute_logger("odoo.addons.gov_base.models.ir_attachment"),
        ):
            self._said(UserError, "no room", lambda: line.write({"file": fresh, "file_name": "新.pdf"}))
        self.assertEqual((base64.b64decode(line.file), line.file_name), (PDF, "旧.pdf"))
        line.write({"file": fresh, "file_name": "新.pdf"})
        case.action_all_received()
        case.action_accept()
        self.assertEqual((case.state, line.file_name), ("accepted", "新.pdf"))

    def test_list_replaced_between_receipt_and_verdict(self):
        """W-019, W-021, W-023: the case keeps version, list and limit; what the new list adds is not asked for."""
        case = self._open_case(complete=False)
        old = case.item_version_id
        new = self.licence.version_id.copy({"promised_days": 3})
        new.material_ids = [Command.create({"name": "新增的材料"})]
        new.write({"change_kind": "material", "change_file": SEALED})
        new.action_publish()
        added = new.material_ids.filtered(lambda line: line.name == "新增的材料")
        self._said(
            UserError,
            "not on the checklist",
            lambda: case.material_ids.create({"case_id": case.id, "material_id": added.id}),
        )
        case.action_all_received()
        case.action_accept()
        self.assertEqual((case.item_version_id, case.promise_value), (old, 10))
        self.assertEqual(self._open_case().item_version_id, new)

    def test_letter_ends_while_the_form_is_open(self):
        """A-012: the last day of the letter passes at midnight between opening and saving: refused, nothing lost."""
        self.letter.sudo()._flow_write({"date_end": self._today()})
        case = self._open_case()
        blocked = {button["action"]: button["blocked"] for button in case.flow_buttons}
        self.assertFalse(blocked["accept"])
        midnight = self.company._gov_calendar()._deadline(self.env.cr.now(), 0, "day")
        self.env.cr._now = midnight.replace(microsecond=0)
        other = self._open_case()
        other.action_accept()  # the last second
        self.env.cr._now = self.company._gov_calendar()._deadline(self.env.cr.now(), 1, "day")
        self._said(UserError, "no valid authorisation letter", case.action_accept)
        self.assertEqual((case.state, set(case.material_ids.mapped("state"))), ("received", {"received"}))

    def test_pressed_twice(self):
        """Each verdict pressed twice is given once: one event, one paper, one period."""
        for action in ("request_supplement", "refuse_acceptance", "defer", "withdraw"):
            with self.subTest(action):
                case = self._open_case(complete=False)
                for _press in range(2):
                    getattr(case, f"action_{action}")("理由")
                self.assertEqual(self._events(case).count(action), 1)
                self.assertEqual(len(case.sudo().notice_ids), 1)

    def test_refusal_says_why(self):
        """W-078: the labels that the wizard proposes are no reason; with it the paper says it once."""
        case = self._open_case()
        proposed = case.flow_act("refuse_acceptance")["context"]["default_reason"]
        self.assertIn("依据", proposed)
        for empty in (proposed, "理由：\n\n依据:  "):
            self._said(ValidationError, "Fill in the reason", lambda empty=empty: case.action_refuse_acceptance(empty))
        self.assertEqual(case.state, "received")
        case.action_refuse_acceptance("理由：超出管辖范围\n依据：第五条")
        html, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_html("gov_base.gov_notice_report", case.sudo().notice_ids.ids)
        )
        self.assertEqual(html.decode().count("理由："), 1)

    def test_nothing_printed_before_the_registration(self):
        """W-074: a job of the printer for a case that is not registered: told what to do; no paper, no number."""
        case = self._open_case(receive=False)
        self._said(UserError, "register", case.action_print_last_notice)
        self._said(UserError, "after the registration", case.action_receipt)
        both = case + self._open_case()
        both[1].action_accept()
        self._said(UserError, "not registered", both.action_print_last_notice)
        self.assertFalse(case.number)
        self.assertFalse(case.sudo().notice_ids)

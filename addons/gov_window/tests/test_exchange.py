"""Stages in departments' own systems, keyed in or exchanged (W-097, W-098)."""

import json
import tempfile
from datetime import UTC, timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..kernel.exchange import LIMIT, sign
from .common import GovCommon


class ExchangeCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_staff("t_exchange", "gov_window.group_department", department=cls.education)
        cls.exchange = cls.env["gov.exchange"].create(
            {
                "department_id": cls.education.id,
                "mode": "integrated",
                "system": "教育审批系统",
                "user_id": cls.account.id,
            }
        )

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.env["ir.config_parameter"].set_param("gov_window.exchange_folder", folder.name)
        self.folder = Path(folder.name) / self.exchange.folder

    def _sent(self, **vals):
        case = self._open_case(**vals)
        case.action_accept()
        case.action_hand_over()
        return case

    def _message(self, about, key=None, **vals):
        now = fields.Datetime.now().replace(tzinfo=UTC, microsecond=0)
        message = {
            "id": "m-1",
            "kind": "step",
            "case": about.number,
            "name": "现场踏勘",
            "person": "王科长",
            "at": now.isoformat(),
            **vals,
        }
        return message | {"signature": sign(message, key or self.exchange.key)}

    def _take(self, message):
        raw = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
        return self.env["gov.exchange.message"].sudo()._take(self.exchange, raw)

    def _last_event(self, case):
        domain = [("subject_model", "=", "gov.case"), ("subject_id", "=", case.id)]
        return self.env["gov.event"].search(domain, order="seq desc", limit=1)


@tagged("post_install", "-at_install")
class TestInward(ExchangeCommon):
    def test_step(self):
        """W-098: a reported step is on record, with the authority of the exchange account."""
        case = self._sent()
        taken = self._take(self._message(case))
        self.assertEqual((taken.state, taken.case_id), ("done", case.with_env(self.env)))
        stage = taken.stage_id
        self.assertEqual((stage.name, stage.person, stage.state), ("现场踏勘", "王科长", "recorded"))
        event = self._last_event(case)
        self.assertEqual((event.kind, event.user_id), ("stage.record", self.account))
        self.assertIn("教育审批系统", event.authority_label)
        self.assertEqual((event.authority_model, event.authority_id), ("gov.exchange", self.exchange.id))
        self.assertFalse(event.public)
        self.assertEqual(case.state, "transferred", "a message moves nothing")
        self.assertEqual(case.sudo().quiet_days, 0)
        self.assertFalse(self.env["gov.event"].verify_chain(case.ids))

    def test_twice_is_once(self):
        """W-098: the same number again is taken once, though its content differ."""
        case = self._sent()
        first = self._take(self._message(case))
        self.assertEqual(self._take(self._message(case)), first)
        self.assertEqual(self._take(self._message(case, name="另一环节")), first)
        self.assertEqual(len(case.sudo().stage_ids), 1)

    def test_decision_waits_for_a_person(self):
        """W-098: a message decides nothing; a person of the department confirms, not the account itself."""
        case = self._sent()
        stage = self._take(self._message(case, kind="decision", reference="阿教许〔2026〕7号", result="agree")).stage_id
        self.assertEqual((stage.state, case.state), ("to_confirm", "transferred"))
        with self.assertRaisesRegex(UserError, "cannot confirm its own"):
            stage.with_user(self.account).action_confirm()
        other = self._create_staff("t_ex_other", "gov_window.group_department", department=self.labour)
        with self.assertRaises(AccessError):
            stage.with_user(other).action_confirm()
        with self.assertRaises(AccessError):
            stage.with_user(self.clerk).action_confirm()
        stage.with_user(self.receiver).action_confirm()
        self.assertEqual((stage.state, stage.flow_user_id), ("confirmed", self.receiver))
        self.assertEqual(self._last_event(case).kind, "confirm")
        self.assertEqual(case.state, "transferred", "the decision is taken by who has the power")

    def test_wrong_report(self):
        """W-098: what is wrong stays on record, with the reason."""
        case = self._sent()
        stage = self._take(self._message(case, kind="certificate", reference="123")).stage_id
        with self.assertRaises(UserError):
            stage.with_user(self.receiver).action_reject("")
        stage.with_user(self.receiver).action_reject("编号有误")
        self.assertEqual((stage.state, stage.flow_reason), ("rejected", "编号有误"))
        with self.assertRaisesRegex(UserError, "stays on record"):
            stage.unlink()

    def test_bad_messages(self):
        """W-098: a bad message is listed with its error, and nothing is half done."""
        case = self._sent()
        head = case.event_seq
        later = fields.Datetime.now().replace(tzinfo=UTC) + timedelta(days=1)
        long_ago = (later - timedelta(days=9)).isoformat()
        bad = (
            (b"{", "JSON"),
            (b"[]", "JSON"),
            (b"\xff\xfe{}", "JSON"),
            (b"[" * 30000, "JSON"),
            (b" " * (LIMIT + 1), "64 KB"),
            (self._message(case, id="b1", key="0" * 64), "signature"),
            (self._message(case, id="b2") | {"name": "改了"}, "signature"),
            ({key: value for key, value in self._message(case, id="b3").items() if key != "signature"}, "signature"),
            (self._message(case, id="../../x"), "number"),
            (self._message(case, id="b4", kind="accept"), "kind"),
            (self._message(case, id="b5", name="长" * 101), "too long"),
            (self._message(case, id="b6", name=["x"]), "no text"),
            (self._message(case, id="b7", at="昨天"), "no time"),
            (self._message(case, id="b8", at="2026-03-02T09:30:00"), "no time"),
            (self._message(case, id="b9", at=later.isoformat()), "ahead"),
            (self._message(case, id="b10", at=long_ago), "before the acceptance"),
            (self._message(case, id="b11", kind="decision", result="agree"), "reference"),
            (self._message(case, id="b12", kind="decision", reference="1"), "result"),
            (self._message(case, id="b13", kind="decision", reference="1", result="maybe"), "result"),
            (self._message(case, id="b14", case="1529"), "no such case"),
        )
        for message, why in bad:
            taken = self._take(message)
            self.assertEqual(taken.state, "failed", message)
            self.assertIn(why, taken.error)
            self.assertFalse(taken.stage_id or taken.case_id)
        self.assertEqual(self.exchange.failed_count, len(bad))
        self.assertEqual(case.event_seq, head)
        self.assertFalse(case.sudo().stage_ids)

    def test_mended_message(self):
        """W-098: after what hindered it was mended, a message is taken under the same number."""
        case = self._sent()
        posting = self.account.sudo().gov_posting_ids
        posting.action_archive()
        failed = self._take(self._message(case))
        self.assertEqual(failed.state, "failed", "an account that is posted nowhere reports nothing")
        posting.action_unarchive()
        with self.assertRaises(AccessError):
            failed.with_user(self.clerk).action_retry()
        admin = self._create_staff("t_ex_admin", "gov_base.group_admin")
        failed.with_user(admin).action_retry()
        self.assertEqual(failed.state, "done")
        self.assertFalse(failed.error)
        self.assertEqual(len(case.sudo().stage_ids), 1)

    def test_only_its_own_cases(self):
        """W-098: no case of another department, none that was not handed over, in the same words."""
        early = self._open_case()
        early.action_accept()
        self._create_letter(self.labour)
        other = self._sent(item=self.labour_item)
        answers = {self._take(self._message(case, id=f"o-{case.id}")).error for case in (early, other)} | {
            self._take(self._message(early, id="o-0", case="000")).error
        }
        self.assertEqual(len(answers), 1, "a message tells nobody which cases there are")
        self.assertFalse((early | other).sudo().stage_ids)


@tagged("post_install", "-at_install")
class TestFolders(ExchangeCommon):
    def _put(self, name, message):
        (self.folder / "in").mkdir(parents=True, exist_ok=True)
        (self.folder / "in" / name).write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")

    def test_sends_changes(self):
        """W-098: each change of a case that was handed over is a signed message, written once."""
        case = self._sent()
        early = self._open_case()
        early.action_accept()
        self.assertEqual(self.exchange._send(), 1)
        self.assertEqual(self.exchange._send(), 0)
        [path] = (self.folder / "out").glob("*.json")
        message = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(message["signature"], sign(message, self.exchange.key))
        self.assertEqual((message["case"], message["state"]), (case.number, "transferred"))
        kinds = [event["kind"] for event in message["events"]]
        self.assertIn("hand_over", kinds)
        self.assertFalse([kind for kind in kinds if kind.startswith("term.")])
        self.assertNotIn(self.applicant.gov_id_masked or "#", path.read_text(encoding="utf-8"))
        case.sudo().handover_line_ids.handover_id.with_user(self.receiver).action_sign()
        self.assertEqual(self.exchange._send(), 1)
        [later] = set((self.folder / "out").glob("*.json")) - {path}
        kinds = [event["kind"] for event in json.loads(later.read_text(encoding="utf-8"))["events"]]
        self.assertEqual(kinds, ["handover.sign"], "only what is new since the last message")

    def test_crash_after_the_file(self):
        """W-098: a run that wrote the file and was undone writes the same file again, no second one."""
        self._sent()
        with self.env.cr.savepoint() as savepoint:
            self.exchange._send()
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(self.exchange._send(), 1)
        self.assertEqual(len([*(self.folder / "out").glob("*.json")]), 1)

    def test_takes_files(self):
        """W-098: files are taken once and put away; an unfinished one is left alone."""
        case = self._sent()
        self._put("1.json", self._message(case, id="f-1"))
        self._put("2.json", self._message(case, id="f-2", case="000"))
        self._put(".3.json", self._message(case, id="f-3"))
        self._put("4.txt", self._message(case, id="f-4"))
        self.assertEqual(self.exchange._take_files(), 2)
        self.assertEqual([path.name for path in (self.folder / "done").iterdir()], ["1.json"])
        self.assertEqual([path.name for path in (self.folder / "failed").iterdir()], ["2.json"])
        self.assertEqual(len(case.sudo().stage_ids), 1)
        self._put("again.json", self._message(case, id="f-1"))
        self.exchange._take_files()
        self.assertEqual(len(case.sudo().stage_ids), 1)
        self.assertEqual(sorted(path.name for path in (self.folder / "in").iterdir()), [".3.json", "4.txt"])

    def test_constant_queries(self):
        """W-098: twelve changed cases cost as many queries as two."""

        def send(count):
            self.env["gov.case"].union(*(self._sent() for _number in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.exchange._send(), count)
            return self.env.cr.sql_log_count - before

        send(2)
        self.assertLessEqual(send(12), send(2) + 2)


@tagged("post_install", "-at_install")
class TestKeyedIn(ExchangeCommon):
    def test_keyed(self):
        """W-097: a department without exchange keys its stages in; they are events and stay."""
        case = self._sent()
        stage = (
            self.env["gov.stage"]
            .with_user(self.receiver)
            .create({"case_id": case.id, "kind": "decision", "reference": "阿教许〔2026〕8号", "result": "agree"})
        )
        self.assertEqual((stage.state, stage.department_id), ("recorded", self.education))
        event = self._last_event(case)
        self.assertEqual((event.kind, event.user_id, event.authority_label), ("stage.record", self.receiver, False))
        with self.assertRaises(UserError):
            stage.write({"reference": "别的"})
        with self.assertRaises(AccessError):
            stage.write({"state": "confirmed"})
        with self.assertRaises(UserError):
            stage.unlink()

    def test_refused(self):
        """W-097: not of another department, not before the hand-over, not ahead of time, not by the window."""
        case = self._sent()
        early = self._open_case()
        early.action_accept()
        stages = self.env["gov.stage"].with_user(self.receiver)
        with self.assertRaises(UserError):
            stages.create({"case_id": early.id})
        with self.assertRaises(AccessError):
            stages.create({"case_id": case.id, "department_id": self.labour.id})
        with self.assertRaisesRegex(UserError, "after it happened"):
            stages.create({"case_id": case.id, "at": fields.Datetime.now() + timedelta(days=2)})
        with self.assertRaisesRegex(UserError, "number of the decision"):
            stages.create({"case_id": case.id, "kind": "certificate"})
        with self.assertRaises(AccessError):
            self.env["gov.stage"].with_user(self.clerk).create({"case_id": case.id, "department_id": self.education.id})
        stranger = self._create_staff("t_ex_stranger", "gov_window.group_department", department=self.labour)
        with self.assertRaises(AccessError):
            self.env["gov.stage"].with_user(stranger).create({"case_id": case.id})

    def test_how_a_department_is_entered(self):
        """W-097: keying in is the exception and says why; an exchange account is posted to the department."""
        exchanges = self.env["gov.exchange"]
        with self.assertRaises(ValidationError):
            exchanges.create({"department_id": self.labour.id, "system": "金保", "mode": "keyed"})
        exchanges.create({"department_id": self.labour.id, "system": "金保", "mode": "keyed", "why_keyed": "专网"})
        with self.assertRaises(ValidationError):
            self.exchange.user_id = self.clerk
        reader = self.exchange.with_user(self.receiver)
        self.assertEqual(reader.system, "教育审批系统")
        with self.assertRaises(AccessError):
            reader.read(["key"])
        with self.assertRaises(AccessError):
            reader.action_new_key()
        before = self.exchange.key
        self.exchange.action_new_key()
        self.assertNotEqual(self.exchange.key, before)

"""The clerk's workbench: who is read, which item, what is compared, what a telephone sends."""

import base64
import io
import re
import time
from datetime import timedelta

from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..kernel import idcard
from .common import GovCommon

RESIDENT = "11010519491231002X"
OTHER = "152900199001010015"
USCC = "91350100M000100Y43"


def picture():
    """A small photograph."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(stream, "JPEG")
    return stream.getvalue()


def with_check_digit(seventeen):
    """A resident number of seventeen digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights, strict=True)) % 11]


@tagged("post_install", "-at_install")
class TestReader(GovCommon):
    def onchange(self, text, user=None, **values):
        """What the form is told after a card was read."""
        cases = self.env["gov.case"].with_user(user or self.clerk)
        spec = {"applicant_input": {}, "applicant_new": {}, "partner_id": {"fields": {"display_name": {}}}}
        return cases.onchange({"applicant_input": text, "item_id": False, **values}, ["applicant_input"], spec)

    def test_texts_of_readers(self):
        """W-074: the bare number, and what readers type around it."""
        today = self._today()
        for text, kind, name in (
            (RESIDENT, "resident", ""),
            (f"王大力|男|汉|19491231|某市某路1号|{RESIDENT}", "resident", "王大力"),
            (f"王大力,男,汉族,1949-12-31,某市某路1号,{RESIDENT.lower()}", "resident", "王大力"),
            (USCC, "uscc", ""),
            ("H12345678", "hkmo", ""),
            ("ABC123456789012", "fpr", ""),
            (with_check_digit("91101019491231002"), "fpr", ""),
            ("E12345678", "passport", ""),
        ):
            found = idcard.read(text, today)
            self.assertEqual((found["kind"], found["name"]), (kind, name), text)
        self.assertIsNone(idcard.read("张大山", today))
        self.assertIsNone(idcard.read("1234", today))

    def test_known_and_new(self):
        """W-074: a known number sets its holder; an unknown one is put on file with the case, once."""
        self.applicant.write({"gov_id_kind": "resident", "gov_id_input": RESIDENT})
        value = self.onchange(f"{RESIDENT}")["value"]
        self.assertEqual(value["partner_id"]["id"], self.applicant.id)
        told = self.onchange(f"王大力|男|汉|19491231|某市|{RESIDENT}")
        self.assertIn("王大力", told["warning"]["message"])

        number = with_check_digit("15290019900101001")
        new = self.onchange(f"𠮷布和|男|蒙古|19900101|某市|{number}")["value"]["applicant_new"]
        self.assertEqual((new["name"], new["kind"], new["number"]), ("𠮷布和", "resident", number))
        self.assertNotIn(number, new["masked"])
        cases = self.env["gov.case"].with_user(self.clerk)
        vals = {"item_id": self.licence.id, "applicant_new": {**new, "phone": "13800000000"}}
        first = cases.create(vals)
        second = cases.create(vals)
        self.assertEqual(first.partner_id, second.partner_id, "somebody else put the person on file meanwhile")
        self.assertEqual(first.partner_id.gov_id_masked, new["masked"])
        self.assertIn(first.partner_id.id, [found for found, _name in self.env["res.partner"].name_search("𠮷布")])
        self.assertIn(first.partner_id.id, [i for i, _name in self.env["res.partner"].name_search("138 0000 0000")])
        self.assertFalse(self.env["res.partner"].name_search("1380000000"), "never by a part of the number")

    def test_a_company(self):
        """W-074: a credit code puts a company on file."""
        new = self.onchange(USCC)["value"]["applicant_new"]
        with self.assertRaisesRegex(ValidationError, "name"):
            self.env["gov.case"].with_user(self.clerk).create({"item_id": self.licence.id, "applicant_new": new})
        case = (
            self.env["gov.case"]
            .with_user(self.clerk)
            .create({"item_id": self.licence.id, "applicant_new": {**new, "name": "某某公司"}})
        )
        self.assertTrue(case.partner_id.is_company)

    def test_wrong_cards(self):
        """W-074: a wrong check digit, a birth in the future and nonsense are said, and nothing is lost."""
        future = with_check_digit("15290020990101001")
        permit = with_check_digit("91101019491231002")
        wrong_permit = permit[:-1] + ("1" if permit[-1] != "1" else "2")
        for text, why in (
            (RESIDENT[:-1] + "1", "check digit"),
            (future, "birth date"),
            (wrong_permit, "check digit"),
            ("abc", "18 for an identity card"),
            ("9" * 1_000_000, "18 for an identity card"),
        ):
            told = self.onchange(text, partner_id=self.applicant.id)
            self.assertIn(why, told["warning"]["message"])
            self.assertNotIn("partner_id", told["value"])
        for new in ({"kind": "x"}, {"kind": "resident", "number": "1", "name": "甲"}, [1], "text"):
            with self.assertRaises(ValidationError):
                self.env["gov.case"].with_user(self.clerk).create({"item_id": self.licence.id, "applicant_new": new})
        with self.assertRaisesRegex(ValidationError, "256"):
            self.env["gov.case"].with_user(self.clerk).create(
                {
                    "item_id": self.licence.id,
                    "applicant_new": {"kind": "resident", "number": OTHER[:17] + "X", "name": "长" * 1_000_000},
                }
            )

    def test_no_oracle(self):
        """W-074: who cannot open cases learns nothing of who is on file."""
        self.applicant.write({"gov_id_kind": "resident", "gov_id_input": RESIDENT})
        citizen = new_test_user(self.env, login="t_portal_reader", groups="base.group_portal")
        for user in (citizen, self.receiver):
            with self.assertRaises(AccessError):
                self.onchange(RESIDENT, user=user)


@tagged("post_install", "-at_install")
class TestDesk(GovCommon):
    def search(self, text, user=None):
        """What the field of the item offers."""
        items = self.env["gov.item"].with_user(user or self.clerk).with_context(gov_accept=True)
        return items.web_name_search(text, {"display_name": {}}, [("version_id", "!=", False)], limit=8)

    def test_item_by_any_way(self):
        """W-073: initials, whole pinyin, code and words find the item; it says department and days."""
        for text in ("mbxx", "minbanxuexiao", "T-民办", "学校设立"):
            found = {row["id"]: row for row in self.search(text)}
            self.assertIn(self.licence.id, found, text)
        label = found[self.licence.id]["__formatted_display_name"]
        self.assertIn("教体局", label)
        self.assertIn("10 working days", label)
        self.assertEqual(self.licence.display_name, "民办学校设立审批", "elsewhere the name alone")

    def test_own_items_first(self):
        """W-063, W-073: what the own window accepts comes first; the others say where."""
        other = self._create_item("民办学校变更备案", self.labour)
        for user, first, second, why in (
            (self.clerk, self.licence, other, "own window"),
            (self.department_clerk, other, self.licence, "comprehensive window"),
        ):
            rows = [row for row in self.search("民办学校", user) if row["id"] in (first | second).ids]
            self.assertEqual([row["id"] for row in rows], [first.id, second.id])
            self.assertNotIn("window", rows[0]["__formatted_display_name"])
            self.assertIn(why, rows[1]["__formatted_display_name"])
        self.letter.action_suspend("调整")
        self.env.invalidate_all()
        label = next(row for row in self.search("民办学校") if row["id"] == self.licence.id)
        self.assertIn("no authorisation letter", label["__formatted_display_name"])

    def test_fast_enough(self):
        """W-073: over 2,000 items the drop-down answers in 50 ms, with few queries."""
        self.env["gov.item"].create(
            [
                {"name": f"事项办理{number}", "code": f"S{number}", "department_id": self.labour.id}
                for number in range(2000)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute("ANALYZE gov_item")
        self.search("mbxx")
        took = []
        for _try in range(5):
            begin = time.perf_counter()
            self.search("mbxx")
            took.append(time.perf_counter() - begin)
        self.assertLess(min(took), 0.05)

    def test_promise_preview(self):
        """W-073: what is shown before acceptance is the date that acceptance then gives."""
        case = self._open_case()
        preview = case.promise_preview
        case.action_accept()
        self.assertIn(str(case.due_date), preview)
        self.assertIn("10", preview)
        case.invalidate_recordset(["promise_preview"])
        self.assertFalse(case.promise_preview)

    def test_preview_costs_no_query(self):
        """W-073: once the reference data is in the registry, the preview is arithmetic."""
        case = self._open_case()
        self.assertTrue(case.promise_preview)
        self.env.flush_all()
        case.invalidate_recordset(["promise_preview"], flush=False)
        with self.assertQueryCount(0):
            self.assertTrue(case.promise_preview)

    def test_figures_of_the_window(self):
        """W-071: received and accepted today by this window."""
        case = self._open_case(window_id=self.window.id)
        self.assertIn("received 1 · accepted 0", case.window_today)
        case.action_accept()
        case.invalidate_recordset(["window_today"])
        with self.assertQueryCount(2):
            self.assertIn("received 1 · accepted 1", case.window_today)

    def test_originals_are_compared(self):
        """W-072: while the original of a flagged line is not compared, acceptance is refused."""
        item = self._create_item(
            "教师资格认定",
            self.education,
            material_ids=[
                Command.create({"name": "身份证", "must_verify": True}),
                Command.create({"name": "照片", "gap_ok": True}),
            ],
        )
        case = self._open_case(item)
        button = next(button for button in case.flow_buttons if button["action"] == "accept")
        self.assertIn("身份证", button["blocked"])
        with self.assertRaisesRegex(UserError, "身份证"):
            case.action_accept()
        case.material_ids[1].state = "missing"
        with self.assertRaisesRegex(UserError, "身份证"):
            case.action_accept_gap()
        case.material_ids[0].state = "verified"
        case.action_accept_gap()
        self.assertEqual(case.state, "accepted")
        online = self._open_case(item, channel="mail")
        online.action_accept()
        self.assertEqual(online.state, "accepted", "compared later, at a counter")

    def test_compared_once(self):
        """W-072, W-028: a paper on file that was compared then is not compared again; another one is."""
        item = self._create_item(
            "身份核验", self.education, material_ids=[Command.create({"name": "身份证", "must_verify": True})]
        )
        earlier = self._open_case(item, complete=False)
        earlier.material_ids.write({"file": base64.b64encode(picture()), "file_name": "a.jpg", "state": "verified"})
        earlier.action_accept()
        case = self._open_case(item, complete=False)
        case.action_reuse_all()
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_supplement_is_written_already(self):
        """W-071, W-020: the one supplement names all that is missing with its flags; a refusal has its parts."""
        item = self._create_item(
            "社团登记",
            self.education,
            material_ids=[
                Command.create({"name": "章程", "originals": 2}),
                Command.create({"name": "场地证明", "gap_ok": True, "promise_ok": True}),
                Command.create({"name": "选填", "required": False}),
            ],
        )
        case = self._open_case(item, complete=False)
        text = case.flow_act("request_supplement")["context"]["default_reason"]
        self.assertIn("1. 章程（原件2份、复印件0份）", text)
        self.assertIn("2. 场地证明（原件1份、复印件0份；可容缺后补；可告知承诺）", text)
        self.assertNotIn("选填", text)
        self.assertIn("依据", case.flow_act("refuse_acceptance")["context"]["default_reason"])
        self.assertEqual(case.flow_act("defer")["context"]["default_reason"], "")

    def test_twice_and_two_clerks(self):
        """W-071: Accept twice accepts once; a second clerk is told who was first."""
        case = self._open_case()
        case.action_accept()
        self.assertFalse(case.action_accept())
        self.assertEqual(len(case.notice_ids), 1)
        other = self._create_staff("t_clerk_2", "gov_window.group_clerk", window=self.window)
        with self.assertRaisesRegex(UserError, re.escape(self.clerk.name)):
            case.with_user(other).action_refuse_acceptance("超出范围")

    def test_letter_and_list_change_meanwhile(self):
        """W-019, W-021: the case keeps its version and list; a letter that lapsed before the verdict refuses."""
        case = self._open_case()
        version = case.item_version_id
        draft = self.licence.version_id.copy()
        draft.promised_days = 9
        draft.action_publish()
        self.assertEqual(self.licence.version_id, draft)
        self.assertEqual(case.item_version_id, version)
        self.assertEqual(case.material_ids.material_id, version.material_ids)
        self.letter.action_revoke("到期")
        with self.assertRaisesRegex(UserError, "authorisation letter"):
            case.action_accept()
        self.assertEqual(case.material_ids.mapped("state"), ["received", "received"])

    def test_nothing_to_print(self):
        """W-074: an unregistered case has no paper."""
        with self.assertRaisesRegex(UserError, "register"):
            self._open_case(receive=False).action_print_last_notice()

    def test_all_on_file_at_once(self):
        """W-028: one click takes every paper that is on file."""
        earlier = self._open_case()
        earlier.material_ids.write({"file": base64.b64encode(picture()), "file_name": "a.jpg"})
        earlier.action_accept()
        case = self._open_case(complete=False, receive=False)
        self.assertEqual(case.on_file_count, 2)
        case.action_reuse_all()
        self.assertEqual(case.material_ids.mapped("reuse_id"), earlier.material_ids)
        self.assertEqual(case.on_file_count, 0)
        with self.assertRaisesRegex(UserError, "on file"):
            case.action_reuse_all()


@tagged("post_install", "-at_install")
class TestPhoto(GovCommon, HttpCase):
    def path(self, line):
        """The path of a link for a telephone."""
        return "/gov/photo/" + line.with_user(self.clerk).action_photo()["url"].rsplit("/", 1)[1]

    def send(self, path, content, name="IMG_1.JPG"):
        """What the telephone sends."""
        self.authenticate(None, None)
        page = self.url_open(path)
        found = page.text.split('name="csrf_token" value="')
        token = found[1].split('"')[0] if len(found) > 1 else ""
        return self.url_open(path, data={"csrf_token": token}, files={"file": (name, content)})

    def test_a_telephone_sends(self):
        """W-071: the link takes a photograph for its line, without an account, and names nobody."""
        case = self._open_case(complete=False)
        line = case.material_ids[0]
        path = self.path(line)
        page = self.url_open(path)
        self.assertIn(line.name, page.text)
        self.assertNotIn(self.applicant.name, page.text)
        self.assertEqual(self.send(path, picture()).status_code, 200)
        self.assertEqual((line.state, line.file_name), ("received", "IMG_1.jpg"))
        self.assertEqual(base64.b64decode(line.file), picture())
        self.assertEqual(case.material_ids[1].state, "missing")

    def test_what_it_refuses(self):
        """W-071: wrong content, wrong links, old links, links after the verdict."""
        case = self._open_case(complete=False)
        line = case.material_ids[0]
        path = self.path(line)
        self.assertEqual(self.send(path, b"MZ no picture").status_code, 422)
        self.assertEqual(self.send(path, b"").status_code, 422)
        self.assertFalse(line.file)
        line_id, until, digest = path.rsplit("/", 1)[1].split("-")
        for wrong in (f"{case.material_ids[1].id}-{until}-{digest}", f"{line_id}-{int(until) + 9}-{digest}", "x"):
            self.assertEqual(self.url_open(f"/gov/photo/{wrong}").status_code, 404)
        later = self.env.cr.now() + timedelta(minutes=16)
        self.env.cr._now = later
        self.assertFalse(self.env["gov.case.material"]._photo_line(path.rsplit("/", 1)[1]))
        self.env.cr._now = None
        self.assertTrue(self.env["gov.case.material"]._photo_line(path.rsplit("/", 1)[1]))
        case.action_all_received()
        case.action_accept()
        self.env.flush_all()
        self.assertEqual(self.url_open(path).status_code, 404)
        with self.assertRaises(UserError):
            line.with_user(self.clerk).action_photo()

    def test_not_without_end(self):
        """W-071: a link takes ten files at most."""
        line = self._open_case(complete=False).material_ids[0]
        path = self.path(line)
        codes = [self.send(path, picture()).status_code for _try in range(11)]
        self.assertEqual(codes, [200] * 10 + [429])

    def test_who_may_show_it(self):
        """W-071: only who may write the line shows the code."""
        line = self._open_case(complete=False).material_ids[0]
        with self.assertRaises(AccessError):
            line.with_user(self.receiver).action_photo()

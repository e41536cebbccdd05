import errno
import os
import re
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GovCommon
from .test_catalogue_life import SEALED
from .test_portal_application import PDF, picture

#: in the form of an address three bytes become nine
MEGABYTE = "名" * 120_000
RARE = "𠮷田𬭩　阿拉善·𰻝"


class PortalPages(GovCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "b_citizen", groups="base.group_portal", name="王春花")

    def _draft(self, item=None):
        return self.env["gov.case"].with_user(self.citizen)._portal_open(item or self.licence.sudo())

    def _post(self, url, files=None, **values):
        page = self.url_open("/gov/progress")
        values["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open(url, data=values, files=files, allow_redirects=False)


@tagged("post_install", "-at_install")
class TestBadInput(PortalPages):
    """W-093, W-099: whatever a citizen sends, the answer is a sentence and nothing is lost."""

    def setUp(self):
        super().setUp()
        self.case = self._draft()
        self.line = self.case.material_ids[0]
        self.env.flush_all()
        self.authenticate("b_citizen", "b_citizen")
        self.url = f"/my/cases/{self.case.id}"
        self.place = f"{self.url}/materials/{self.line.id}"

    def _check_file(self, content):
        answer = self.url_open(self.place)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(answer.content, content)

    def test_a_megabyte_of_text(self):
        """Searched for, written, asked, named: a megabyte is cut or refused, and nothing breaks."""
        answer = self._post("/gov/progress", number=MEGABYTE, code=MEGABYTE)
        self.assertEqual(answer.status_code, 404)
        self.assertLess(len(answer.text), 100_000)
        self.assertEqual(self.url_open(f"/gov/search?q={'%E5' * 5_000}").status_code, 200)
        self.assertEqual(self._post(f"{self.url}/note", note=MEGABYTE).status_code, 303)
        named = self._post(self.place, files={"file": (f"{MEGABYTE[:60_000]}.pdf", PDF)}, do="upload")
        self.assertEqual(named.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(len(self.case.applicant_note), 2000)
        self.assertLessEqual(len(self.line.file_name), 120)
        self.assertTrue(self.line.file_name.endswith(".pdf"))
        self._check_file(PDF)
        begun = self._post(f"{self.place}/upload", name=MEGABYTE[:60_000], size="10", fingerprint=MEGABYTE[:60_000])
        self.assertEqual(begun.status_code, 200)

    def test_rare_characters(self):
        """Characters outside the basic plane are kept as they are: in notes, names of files, messages, searches."""
        self.assertEqual(self._post(f"{self.url}/note", note=RARE).status_code, 303)
        self.assertEqual(self._post(self.place, files={"file": (f"{RARE}.pdf", PDF)}, do="upload").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual((self.case.applicant_note, self.line.file_name), (RARE, f"{RARE}.pdf"))
        self.assertIn(RARE, self.url_open(f"{self.url}/application").text)
        self.assertIn("filename", self.url_open(self.place).headers["Content-Disposition"])
        self.assertEqual(self.url_open(f"/gov/search?q={RARE}").status_code, 200)
        for text in (b"a\x00b\x1bc", "a\ud83dbc".encode("utf-8", "surrogatepass"), b"a\xffbc"):
            self.assertEqual(self._post(f"{self.url}/note", note=text).status_code, 303)
            self.env.invalidate_all()
            self.assertRegex(self.case.applicant_note, "^a.*bc$")
            self.assertNotIn("\x1b", self.case.applicant_note)
            self.assertEqual(self._post(f"{self.url}/message", text=text).status_code, 422)
        for address in (
            "/gov/search?q=%00%E5",
            "/gov/item/%00/situation?a=%00",
            "/gov/check/%00",
            "/gov/ledger?before=%00",
        ):
            with mute_logger("odoo.http"):
                self.assertIn(self.url_open(address).status_code, (200, 404), address)

    def test_pressed_twice(self):
        """The same request twice does the thing once: apply, upload, submit."""
        guide = f"/gov/item/{self.licence._portal_slug()}/apply"
        places = {self._post(guide).headers["Location"] for _press in range(2)}
        self.assertEqual(len(places), 1)
        for line in self.case.material_ids:
            for _press in range(2):
                answer = self._post(f"{self.url}/materials/{line.id}", files={"file": ("a.pdf", PDF)}, do="upload")
                self.assertEqual(answer.status_code, 303)
        for _press in range(2):
            self.assertEqual(self._post(f"{self.url}/move", do="submit").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "pre_submitted")
        self.assertEqual(self._events(self.case).count("submit"), 1)
        self.assertEqual(self.env["gov.case"].search_count([("partner_id", "=", self.citizen.partner_id.id)]), 1)

    def test_disguised(self):
        """A file that is not what its name says is refused in words, and what was there stays."""
        self._post(self.place, files={"file": ("好的.pdf", PDF)}, do="upload")
        for name, content in (
            ("申请表.pdf", b"MZ\x90\x00" + b"\0" * 200),
            ("申请表.pdf", picture("PNG")),
            ("照片.jpg", PDF),
            ("网页.pdf", b"<html><script>alert(1)</script></html>"),
            ("../../etc/passwd", b"root:x:0:0"),
            ("空.pdf", b""),
            ("", b""),
        ):
            answer = self._post(self.place, files={"file": (name, content)}, do="upload")
            self.assertEqual(answer.status_code, 422, name)
            self.assertIn('role="alert"', answer.text)
            self.assertIn("好的.pdf", answer.text)
        self._check_file(PDF)

    def test_list_replaced_meanwhile(self):
        """W-023: a list that is replaced while one writes: what was submitted keeps its own; a draft goes on until
        it is begun anew, and is handled by the list it was submitted under."""
        old = self.case.item_version_id
        for line in self.case.material_ids:
            self._post(f"{self.url}/materials/{line.id}", files={"file": ("a.pdf", PDF)}, do="upload")
        new = self.licence.version_id.copy()
        new.material_ids[0].name = "新申请表"
        new.write({"change_kind": "material", "change_file": SEALED})
        new.action_publish()
        self.env.flush_all()
        self.assertIn("申请表", self.url_open(f"{self.url}/application").text)
        self.assertEqual(self._post(f"{self.url}/move", do="submit").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual((self.case.state, self.case.item_version_id), ("pre_submitted", old))
        desk = self.case.with_user(self.clerk)
        desk.action_receive()
        desk.action_accept()
        self.assertEqual((self.case.state, self.case.item_version_id), ("accepted", old))
        self.assertNotIn("新申请表", str(self.case.sudo().notice_ids.mapped("content")))

    def test_full_disk(self):
        """No room for files: said in words, nothing of it stays, what was there before stays, and later it works."""
        self._post(self.place, files={"file": ("旧.pdf", PDF)}, do="upload")
        content = picture("PNG")

        def full(path, mode="r", *args, **kwargs):
            if "w" in mode:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return open(path, mode, *args, **kwargs)

        with (
            patch("odoo.addons.base.models.ir_attachment.open", full, create=True),
            mute_logger("odoo.addons.gov_base.models.ir_attachment", "odoo.http"),
        ):
            answer = self._post(self.place, files={"file": ("新.png", content)}, do="upload")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("no room", answer.text)
        self.assertIn("旧.pdf", answer.text)
        self._check_file(PDF)
        again = self._post(self.place, files={"file": ("新.png", content)}, do="upload")
        self.assertEqual(again.status_code, 303)
        self._check_file(content)

    def test_birth_day_to_come(self):
        """A number whose holder is not born yet cannot be one, whoever enters it."""
        day = (self._today() + timedelta(days=1)).strftime("%Y%m%d")
        first17 = f"152901{day}001"
        number = first17 + "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(first17)) % 11]
        with self.assertRaises(UserError):
            self.citizen.partner_id.sudo().write({"gov_id_kind": "resident", "gov_id_input": number})
        case = self.env["gov.case"].with_user(self.clerk)
        with self.assertRaises(UserError):
            case.create(
                {
                    "item_id": self.licence.id,
                    "applicant_new": {"kind": "resident", "name": "未出生", "number": number},
                }
            )


@tagged("post_install", "-at_install")
class TestPageQueries(PortalPages):
    """Lists of the portal take as many queries for twenty rows as for one."""

    def _queries(self, url):
        self.env.flush_all()
        self.env.invalidate_all()
        self.url_open(url)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        return self.env.cr.sql_log_count - before, answer.text

    def test_catalogue(self):
        """W-015, W-017: the list of items."""
        self._create_item("查询一", self.education)
        self._create_item("查询二十", self.labour)
        one, text = self._queries("/gov/search?q=查询")
        self.assertIn("查询一", text)
        for number in range(18):
            self._create_item(f"查询{number + 2}", self.labour if number % 2 else self.education)
        many, text = self._queries("/gov/search?q=查询")
        self.assertEqual(text.count("/gov/item/"), 20)
        self.assertEqual(one, many)

    def test_cases(self):
        """W-099: the list of the own cases."""
        self.applicant = self.citizen.partner_id
        self.authenticate("b_citizen", "b_citizen")
        self._open_case().action_accept()
        one, _text = self._queries("/my/cases")
        for number in range(19):
            case = self._open_case(self.licence if number % 2 else self._create_item(f"事项{number}", self.education))
            if number % 3:
                case.action_accept()
            if number % 3 == 2:
                case.with_user(self.citizen)._portal_ask_withdraw("不办了")
        many, text = self._queries("/my/cases")
        self.assertEqual(text.count('href="/my/cases/'), 20)
        self.assertEqual(one, many)

import base64
import io
import re

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..kernel.filetype import fits, kind_of
from .common import GovCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind):
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, kind)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestPortalApplication(GovCommon, HttpCase):
    """W-054, W-055, W-056, W-092, W-093: apply, take back, be told, supplement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "p_citizen", groups="base.group_portal", name="王春花")
        cls.stranger = new_test_user(cls.env, "p_stranger", groups="base.group_portal", name="孙路人")

    def _draft(self, item=None):
        return self.env["gov.case"].with_user(self.citizen)._portal_open(item or self.licence.sudo())

    def _filled(self):
        case = self._draft()
        for line in case.material_ids:
            line._portal_store(PDF, f"{line.name}.pdf")
        return case

    def test_draft_is_kept_and_one(self):
        """W-093: begun twice, it is one draft; it keeps the files."""
        case = self._draft()
        self.assertRecordValues(
            case, [{"state": "draft", "channel": "portal", "partner_id": self.citizen.partner_id.id}]
        )
        case.material_ids[0]._portal_store(PDF, "表.pdf")
        self.assertEqual(self._draft(), case)
        self.assertEqual(base64.b64decode(case.material_ids[0].sudo().file), PDF)

    def test_draft_of_a_replaced_list(self):
        """A draft begun under a list that was replaced is begun anew."""
        case = self._draft()
        self.licence.version_id.copy().action_publish()
        again = self._draft()
        self.assertFalse(case.exists())
        self.assertEqual(again.item_version_id, self.licence.version_id)

    def test_on_site_only(self):
        """W-007: an item that is handled on site only is not applied for online."""
        item = self._create_item("现场办理事项", self.education, depth="1", depth_reason="需现场采集指纹")
        with self.assertRaisesRegex(UserError, "on site"):
            self._draft(item.sudo())

    def test_submit(self):
        """W-092: it gets the number of an application and the channel; the window receives it."""
        case = self._draft()
        with self.assertRaisesRegex(UserError, "申请表"):
            case._portal_submit()
        case.material_ids[0]._portal_store(PDF, "a.pdf")
        case.material_ids[1]._portal_clear(by_paper=True)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            case.with_user(self.clerk).action_receive()
        case._portal_submit()
        case._portal_submit()
        self.assertEqual(case.state, "pre_submitted")
        self.assertRegex(case.application_number, r"^W\d{13}$")
        self.assertEqual(self._events(case), ["submit", "term.start"])
        event = self.env["gov.event"].search([("subject_id", "=", case.id), ("kind", "=", "submit")])
        self.assertEqual(list(event.data["files"]), ["申请表"])
        with self.assertRaises(UserError):
            case.material_ids[0]._portal_store(PDF, "b.pdf")
        case.with_user(self.clerk).action_receive()
        self.assertEqual(case.state, "received")
        self.assertEqual(case.material_ids.mapped("state"), ["received", "missing"])

    def test_take_back(self):
        """Taken back as long as nobody received it; the number stays with it."""
        case = self._filled()
        case._portal_submit()
        number = case.application_number
        case._portal_take_back()
        self.assertEqual(case.state, "draft")
        with self.assertRaises(UserError):
            case._portal_discard()
        case._portal_submit()
        self.assertEqual(case.application_number, number)
        case.with_user(self.clerk).action_receive()
        with self.assertRaises(UserError):
            case._portal_take_back()

    def test_discard(self):
        """A draft that was never submitted goes without a trace."""
        case = self._draft()
        case._portal_discard()
        self.assertFalse(case.exists())

    def test_supplement(self):
        """W-083, W-092: told once, completed online; the period stops and the window accepts."""
        case = self._draft()
        for line in case.material_ids:
            line._portal_clear(by_paper=True)
        case._portal_submit()
        desk = case.with_user(self.clerk)
        desk.action_receive()
        desk.action_request_supplement("缺申请表、身份证明")
        self.env.flush_all()
        case.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "申请表"):
            case._portal_hand_in()
        for line in case.material_ids:
            line._portal_store(PDF, "补.pdf")
        case._portal_hand_in()
        self.assertEqual(case.state, "received")
        self.assertFalse(case.sudo()._open_terms("supplement"))
        desk.action_accept()
        self.assertEqual(case.state, "accepted")
        with self.assertRaises(UserError):
            case.material_ids[0]._portal_store(PDF, "晚.pdf")

    def test_only_the_applicant(self):
        """Nobody else makes the applicant's moves, and the applicant writes nothing by RPC."""
        case = self._filled()
        for user in (self.stranger, self.clerk):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                case.with_user(user)._portal_submit()
        with self.assertRaises(AccessError):
            case.write({"state": "pre_submitted"})
        with self.assertRaises(AccessError):
            case.sudo().write({"application_number": "W1"})
        self.assertFalse(self.env["gov.case"].with_user(self.stranger)._portal_find(case.id))

    def test_kinds_of_files(self):
        """The kind is told by the content, whatever the name says."""
        self.assertEqual(kind_of(PDF), "pdf")
        self.assertEqual(kind_of(picture("PNG")), "png")
        self.assertEqual(kind_of(picture("JPEG")), "jpeg")
        for content in (
            b"",
            b"MZ\x90\x00",
            b"<html><script>",
            PDF[:20],
            picture("PNG")[:30],
            picture("GIF"),
            b"PK\x03\x04x",
        ):
            self.assertEqual(kind_of(content), "", content[:10])
        self.assertTrue(fits("扫描.JPG", "jpeg"))
        self.assertFalse(fits("a.pdf.exe", "pdf"))
        self.assertFalse(fits("a", "pdf"))

    def test_refused_files(self):
        """Empty, too large, damaged, disguised, refused by the scan: said in words, nothing kept."""
        line = self._draft().material_ids[0]
        large = PDF[:-6] + b"0" * line._upload_limit() + b"%%EOF\n"
        cases = {
            "empty": (b"", "a.pdf"),
            "larger": (large, "a.pdf"),
            "not a PDF": (b"MZ" + b"\x00" * 100, "a.pdf"),
            "in truth": (PDF, "photo.jpg"),
        }
        for message, (content, name) in cases.items():
            with self.assertRaisesRegex(UserError, message):
                line._portal_store(content, name)
        self.assertFalse(line.sudo().file)
        self.assertEqual(line.state, "missing")

    def test_same_file_again(self):
        """A request that is sent again changes nothing and makes no second file."""
        line = self._draft().material_ids[0]
        line._portal_store(PDF, "..\\..\\etc/表.pdf")
        self.assertEqual(line.file_name, "表.pdf")
        domain = [("res_model", "=", line._name), ("res_id", "=", line.id), ("res_field", "=", "file")]
        before = self.env["ir.attachment"].search(domain)
        self.env.flush_all()
        stamp = line.write_date
        line._portal_store(PDF, "表.pdf")
        self.assertEqual(self.env["ir.attachment"].search(domain), before)
        self.assertEqual(line.write_date, stamp)
        line._portal_store(picture("PNG"), "新.png")
        self.assertEqual(len(self.env["ir.attachment"].search(domain)), 1)

    # ------------------------------------------------------------------ pages

    def _post(self, url, files=None, **values):
        page = self.url_open("/gov/progress")
        values["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open(url, data=values, files=files, allow_redirects=False)

    def test_pages(self):
        """From the guide page to the number of the application, by forms without script."""
        url = f"/gov/item/{self.licence._portal_slug()}"
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(url).text)
        self.authenticate("p_citizen", "p_citizen")
        self.assertIn(f'action="{url}/apply"', self.url_open(url).text)
        answer = self._post(url + "/apply")
        self.assertEqual(answer.status_code, 303)
        case = self.env["gov.case"].search([("partner_id", "=", self.citizen.partner_id.id)])
        page = f"/my/cases/{case.id}/application"
        self.assertTrue(answer.headers["Location"].endswith(page))
        self.assertEqual(self.url_open(page).status_code, 200)
        first, second = case.material_ids
        place = f"/my/cases/{case.id}/materials/"
        bad = self._post(f"{place}{first.id}", files={"file": ("a.pdf", b"MZ")}, do="upload")
        self.assertEqual(bad.status_code, 422)
        self.assertIn("is not a PDF", bad.text)
        good = self._post(f"{place}{first.id}", files={"file": ("a.pdf", PDF)}, do="upload")
        self.assertEqual(good.status_code, 303)
        self.assertEqual(self.url_open(f"{place}{first.id}").content, PDF)
        self.assertEqual(self._post(f"/my/cases/{case.id}/move", do="submit", note="请尽快").status_code, 422)
        self.env.invalidate_all()
        self.assertEqual(case.state, "draft")
        self._post(f"{place}{second.id}", do="paper")
        self.assertEqual(self._post(f"/my/cases/{case.id}/move", do="submit", note="请尽快").status_code, 303)
        self.env.invalidate_all()
        self.assertRecordValues(case, [{"state": "pre_submitted", "applicant_note": "请尽快"}])
        self.assertIn(case.application_number, self.url_open(page).text)
        self.assertIn(case.application_number, self.url_open("/my/cases").text)

    def test_pages_of_strangers(self):
        """Somebody else's application and a missing one give the same answer, in all that is asked."""
        case = self._filled()
        self.env.flush_all()
        line = case.material_ids[0]
        for login, status in (("p_stranger", 404), (None, 303)):
            self.authenticate(login, login)
            for case_id in (case.id, 99999999):
                base = f"/my/cases/{case_id}"
                with mute_logger("odoo.http"):
                    for url in (f"{base}/application", f"{base}/materials/{line.id}"):
                        self.assertEqual(self.url_open(url, allow_redirects=False).status_code, status)
                self.assertEqual(self._post(f"{base}/materials/{line.id}", do="remove").status_code, status)
                self.assertEqual(self._post(f"{base}/move", do="submit").status_code, status)
                self.assertEqual(self._post(f"{base}/note", note="x").status_code, status)
        self.env.invalidate_all()
        self.assertRecordValues(case, [{"state": "draft", "applicant_note": False}])
        self.assertRecordValues(line, [{"state": "received", "file_name": "申请表.pdf"}])

import base64

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..models.gov_item import NOT_ON_APPLICATION
from .common import GovCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestCatalogueRules(GovCommon, HttpCase):
    """What the catalogue's elements demand."""

    def test_natures(self):
        """W-003, W-004: every nature may be listed; each that is on application is published and received."""
        for nature, _label in self.env["gov.item"]._fields["nature"].selection:
            item = self._create_item(f"事项{nature}", self.education, publish=False)
            item.nature = nature
            if nature in NOT_ON_APPLICATION:
                with self.assertRaises(ValidationError):
                    item.version_ids.action_publish()
                continue
            item.version_ids.action_publish()
            self.assertEqual(self._open_case(item).state, "received", nature)

    def test_exempted(self):
        """W-009: an exempted item is refused at the hall, with the number of the approval."""
        case = self._open_case(receive=False)
        self.licence.write({"exempt": True, "exclusion_reason": "场地限制", "exclusion_approval": "阿署发〔2026〕3号"})
        with self.assertRaisesRegex(UserError, "阿署发〔2026〕3号"):
            case.action_receive()
        self.licence.exempt = False
        case.action_receive()
        self.assertEqual(case.state, "received")

    def test_abolished_meanwhile(self):
        """W-023: what was abolished after the case was opened is not received; what was received goes on."""
        opened, received = self._open_case(receive=False), self._open_case()
        version = self.licence.version_id
        version.abolition_file = base64.b64encode(PDF)
        version.action_retire("国务院决定取消")
        with self.assertRaisesRegex(UserError, "abolished"):
            opened.action_receive()
        self.assertFalse(opened.number)
        received.action_accept()
        self.assertEqual(received.state, "accepted")

    def test_chain(self):
        """W-014: what of a chain has not entered is listed."""
        draft = self._create_item("规划许可", self.education, publish=False)
        secret = self._create_item("涉密", self.education, publish=False)
        secret.write({"secret": True, "exclusion_reason": "涉密"})
        items = draft | secret | self.licence
        zone = self.env["gov.zone"].create({"name": "链", "full_chain": True, "item_ids": [Command.set(items.ids)]})
        self.assertEqual(zone.not_entered_ids, draft)
        draft.version_ids.action_publish()
        self.assertFalse(zone.not_entered_ids)

    def test_samples(self):
        """W-017, W-025: blank forms and samples of published versions only, served as what they are."""
        item = self._create_item("示范事项", self.education, publish=False)
        form, other = item.version_ids.material_ids
        content = base64.b64encode(PDF)
        form.write({"sample_file": content, "sample_file_name": "示范.pdf"})
        other.write({"form_file": base64.b64encode(b"<script>alert(1)</script>"), "form_file_name": "x.html"})
        url = f"/gov/item/{item._portal_slug()}"
        self.assertEqual(self.url_open(f"{url}/material/{form.id}/sample").status_code, 404)
        item.version_ids.action_publish()
        self.env.flush_all()
        self.assertIn(f"/material/{form.id}/sample", self.url_open(url).text)
        answer = self.url_open(f"{url}/material/{form.id}/sample")
        self.assertEqual((answer.content, answer.headers["Content-Type"]), (PDF, "application/pdf"))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        answer = self.url_open(f"{url}/material/{other.id}/form")
        self.assertIn("octet-stream", answer.headers["Content-Type"])
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        for path in (f"{form.id}/form", f"{self.licence.version_id.material_ids[0].id}/sample", f"{form.id}/name"):
            self.assertEqual(self.url_open(f"{url}/material/{path}").status_code, 404, path)

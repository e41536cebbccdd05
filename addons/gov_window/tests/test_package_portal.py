import base64
import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GovCommon
from .test_portal_application import PDF


@tagged("post_install", "-at_install")
class TestPackagePortal(GovCommon, HttpCase):
    """W-029, W-093: a package applied for online; what several items need is asked for once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "k_citizen", groups="base.group_portal", name="王春花")
        cls.stranger = new_test_user(cls.env, "k_stranger", groups="base.group_portal", name="孙路人")
        cls.fire = cls._with_question("消防备案", ("申请表（消防）", "身份证明"))
        cls.place = cls._with_question("场地备案", ("申请表（场地）", "居民身份证"))
        cls.on_site = cls._create_item(
            "现场事项", cls.education, depth="1", depth_reason="现场核验", materials=("申请表（现场）",)
        )
        cls.package = cls.env["gov.package"].create(
            {
                "name": "我要开培训机构",
                "line_ids": [
                    Command.create({"item_id": item.id, "sequence": place})
                    for place, item in enumerate((cls.fire, cls.place, cls.on_site))
                ],
            }
        )
        cls.package.action_publish()

    @classmethod
    def _with_question(cls, name, materials):
        item = cls._create_item(name, cls.education, publish=False, materials=materials)
        version = item.version_ids
        version.question_ids = [
            Command.create(
                {
                    "name": "谁来办？",
                    "answer_ids": [
                        Command.create({"name": "本人"}),
                        Command.create({"name": "单位"}),
                        Command.create({"name": "外国人", "excludes": True, "advice": "请到窗口。"}),
                    ],
                }
            )
        ]
        version.material_ids[1].write({"paper_code": "id", "answer_ids": version.question_ids.answer_ids[0].ids})
        version.action_publish()
        return item

    def _answer(self, number, item=None):
        return (item or self.fire).version_id.question_ids.answer_ids[number].id

    def _begin(self, *answers):
        applications = self.env["gov.package.application"].with_user(self.citizen)
        return applications._portal_begin(self.package.sudo(), answers or [self._answer(0)])

    def _line(self, application, name):
        lines = application._own_cases().material_ids
        return lines.filtered(lambda line: line.material_id.sudo().name == name)

    def test_begin(self):
        """W-029: one draft with a case for each item that is handled online, each with its answers."""
        with self.assertRaisesRegex(UserError, "谁来办"):
            self.env["gov.package.application"].with_user(self.citizen)._portal_begin(self.package.sudo(), [])
        application = self._begin()
        self.assertEqual(application, self._begin())
        self.assertEqual(application.case_ids.item_id, self.fire | self.place)
        self.assertEqual(set(application.case_ids.mapped("channel")), {"portal"})
        self.assertEqual(application.case_ids.answer_ids.mapped("name"), ["本人", "本人"])
        papers = {paper["line"].name: paper["items"] for paper in application._portal_papers()}
        self.assertEqual(
            papers,
            {"申请表（消防）": ["消防备案"], "身份证明": ["消防备案", "场地备案"], "申请表（场地）": ["场地备案"]},
        )
        again = self._begin(self._answer(1))
        self.assertEqual(again, application)
        self.assertEqual(len(application._portal_papers()), 2)
        self.fire.version_id.copy().action_publish()
        fresh = self._begin(self._answer(1))
        self.assertEqual(
            fresh.case_ids.filtered(lambda case: case.item_id == self.fire).item_version_id, self.fire.version_id
        )
        with self.assertRaisesRegex(UserError, "handled online"):
            self._begin(self._answer(2), self._answer(2, self.place))

    def test_each_paper_once(self):
        """W-028, W-029: uploaded once it is there for all; brought on paper it is brought once; all goes together."""
        application = self._begin()
        self._line(application, "身份证明")._portal_store(PDF, "身份证.pdf")
        other = self._line(application, "居民身份证")
        self.assertEqual((other.state, other.sudo().reuse_id.file_name), ("received", "身份证.pdf"))
        self._line(application, "身份证明")._portal_clear(by_paper=True)
        self.assertEqual((other.state, other.by_paper), ("missing", True))
        self._line(application, "身份证明")._portal_store(PDF, "身份证.pdf")
        self.assertEqual((other.state, other.by_paper), ("received", False))
        self._line(application, "申请表（消防）")._portal_store(PDF, "表.pdf")
        with self.assertRaisesRegex(UserError, "场地备案: .*申请表（场地）"):
            application._portal_submit()
        self.assertEqual(set(application.case_ids.mapped("state")), {"draft"})
        self._line(application, "申请表（场地）")._portal_clear(by_paper=True)
        application._portal_submit()
        application._portal_submit()
        self.assertEqual(set(application.case_ids.mapped("state")), {"pre_submitted"})
        self.assertEqual(len(set(application.case_ids.mapped("application_number"))), 2)
        self.assertEqual(base64.b64decode(other.sudo().file), PDF)
        self.assertFalse(application.unsubmitted)

    def test_goes_its_own_way(self):
        """W-029: what one case is told to complete does not touch what another window holds."""
        application = self._begin()
        for name in ("身份证明", "申请表（消防）", "申请表（场地）"):
            self._line(application, name)._portal_store(PDF, f"{name}.pdf")
        application._portal_submit()
        first, second = application._own_cases()
        desk = second.with_user(self.clerk)
        desk.action_receive()
        first.with_user(self.clerk).action_pre_fail("身份证明不清楚")
        self._line(application, "身份证明")._portal_clear()
        held = self._line(application, "居民身份证")
        self.assertEqual(held.state, "received")
        self.assertEqual(base64.b64decode(held.sudo().file), PDF)
        desk.action_accept()
        self.assertEqual((first.state, second.state), ("draft", "accepted"))

    def test_citizen_alone(self):
        """W-093: until it is submitted nobody else sees that it exists; by RPC a citizen does not read packages."""
        application = self._begin()
        applications = self.env["gov.package.application"]
        domain = [("id", "=", application.id)]
        self.assertFalse(applications.with_user(self.clerk).search(domain))
        self.assertFalse(applications.with_user(self.stranger)._portal_find(application.id))
        with self.assertRaises(AccessError):
            applications.with_user(self.citizen).search(domain)
        for name in ("身份证明", "申请表（消防）", "申请表（场地）"):
            self._line(application, name)._portal_store(PDF, "a.pdf")
        application._own_cases()[0]._portal_submit()
        self.assertTrue(applications.with_user(self.clerk).search(domain))
        with self.assertRaises(UserError):
            application._portal_discard()

    def _post(self, url, files=None, **values):
        page = self.url_open("/gov/progress")
        values["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open(url, data=values, files=files, allow_redirects=False)

    def test_pages(self):
        """W-029, W-093: from the guide of the package to the numbers, by forms alone; nothing for strangers."""
        guide, answer = f"/gov/package/{self.package.id}", self._answer(0)
        self.env.flush_all()
        self.authenticate(None, None)
        self.assertIn("/web/login?redirect", self.url_open(f"{guide}?a={answer}").text)
        self.authenticate("k_citizen", "k_citizen")
        self.assertNotIn('id="apply"', self.url_open(guide).text)
        self.assertIn('id="apply"', self.url_open(f"{guide}?a={answer}").text)
        self.assertEqual(self._post(f"{guide}/apply").status_code, 422)
        began = self._post(f"{guide}/apply", a=str(answer))
        self.assertEqual(began.status_code, 303)
        application = self.env["gov.package.application"].search([("partner_id", "=", self.citizen.partner_id.id)])
        url = f"/my/packages/{application.id}"
        self.assertTrue(began.headers["Location"].endswith(url))
        self.assertIn("消防备案、场地备案", self.url_open(url).text)
        for paper in application.with_user(self.citizen).sudo()._portal_papers():
            line = paper["line"]
            place = f"/my/cases/{line.case_id.id}/materials/{line.id}"
            bad = self._post(place, files={"file": ("a.pdf", b"MZ")}, do="upload", package="1")
            self.assertEqual(bad.status_code, 422)
            self.assertIn("each paper once", bad.text)
            good = self._post(place, files={"file": ("a.pdf", PDF)}, do="upload", package="1")
            self.assertIn(f"{url}#line-{line.id}", good.headers["Location"])
        self.assertEqual(self._post(f"{url}/move?do=note", note="请尽快").status_code, 303)
        self.authenticate("k_stranger", "k_stranger")
        for address in (url, "/my/packages/99999999"):
            self.assertEqual(self.url_open(address).status_code, 404)
            self.assertEqual(self._post(f"{address}/move", do="submit").status_code, 404)
        self.authenticate("k_citizen", "k_citizen")
        self.assertEqual(self._post(f"{url}/move", do="submit", note="请尽快").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(set(application.case_ids.mapped("state")), {"pre_submitted"})
        self.assertEqual(set(application.case_ids.mapped("applicant_note")), {"请尽快"})
        text = self.url_open(url).text
        for case in application.case_ids:
            self.assertIn(case.application_number, text)
        self.assertIn(url, self.url_open(f"/my/cases/{case.id}").text)

    def test_discard(self):
        """A draft that was never submitted goes without a trace."""
        application = self._begin()
        cases = application.case_ids
        application._portal_discard()
        self.assertFalse(cases.exists() or application.exists())

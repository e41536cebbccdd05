from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PIXEL, GovCommon


def words(env, report, records):
    """The text of a paper, without line breaks."""
    pdf, _type = (
        env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(report, records.ids)
    )
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


@tagged("post_install", "-at_install")
class TestLetterContent(GovCommon):
    """D-12: what a letter has to state, by its kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_staff("o_manager", "gov_window.group_catalogue")
        cls.reform = cls._create_staff("o_reform", "gov_window.group_reform")

    def _draft(self, kind, **vals):
        return self._create_letter(self.labour, activate=False, kind=kind, **vals).with_user(self.manager)

    def test_letter(self):
        """A-005, B-16: items, rights, seal and validity are stated; the paper says so."""
        letter = self._draft("letter", seal_used=False)
        with self.assertRaisesRegex(UserError, "Seal to Use"):
            letter.action_activate()
        letter.seal_used = "业务专用章"
        letter.action_activate()
        text = words(self.env, "gov_window.gov_authorization_report", letter)
        for part in ("授权委托书", "业务审批受理权限", letter.number, "咨询、接件、受理、出件", "业务专用章"):
            self.assertIn(part, text)

    def test_document_gives_acceptance(self):
        """A-006: an entrusting document gives the right to accept, or it is none."""
        letter = self._draft("document", link_accept=False)
        with self.assertRaisesRegex(UserError, "right to accept"):
            letter.action_activate()
        letter.link_accept = True
        letter.action_activate()
        self.assertIn("业务受理权", words(self.env, "gov_window.gov_authorization_report", letter))

    def test_entrusting_letter_states_three_contents(self):
        """A-007, B-17: links, transfer mode and issuing mode are stated before review and on paper."""
        letter = self._draft("entrustment", transfer_mode=False, issuing_mode=False)
        with self.assertRaisesRegex(UserError, "Transfer Mode.*Issuing Mode"):
            letter.action_submit_review()
        letter.write({"transfer_mode": "electronic", "issuing_mode": "window", "lead_department_id": self.education.id})
        letter.action_submit_review()
        text = words(self.env, "gov_window.gov_authorization_report", letter)
        for part in ("授权委托函", "教育体育局：", "委托办理环节", "电子材料流转", "由窗口统一出具", "审核意见"):
            self.assertIn(part, text)

    def test_reform_office_reviews_entrusting_letters_only(self):
        """A-008: 函 goes through the reform office, with its basis and the office's opinion; no other kind does."""
        with self.assertRaisesRegex(UserError, "only an entrusting letter"):
            self._draft("letter").action_submit_review()
        letter = self._draft("entrustment", legal_basis=False)
        with self.assertRaisesRegex(UserError, "Legal Basis"):
            letter.action_submit_review()
        letter.legal_basis = "《行政许可法》第二十四条"
        with self.assertRaisesRegex(UserError, "must review it first"):
            letter.action_activate()
        letter.action_submit_review()
        with self.assertRaisesRegex(UserError, "opinion"):
            letter.with_user(self.reform).action_activate()
        letter.with_user(self.reform).review_opinion = "委托事项合法，同意。"
        letter.with_user(self.reform).action_activate()
        self.assertEqual(letter.state, "active")

    def test_agreement(self):
        """A-014, B-18: an agreement states rights, obligations, and manner, method, content of recovery."""
        letter = self._draft("agreement", rights="权利甲", obligations="义务乙", recourse_manner="书面")
        with self.assertRaisesRegex(UserError, "Method.*Content"):
            letter.action_activate()
        letter.write({"recourse_method": "调查核实", "recourse_content": "赔偿费用"})
        letter.action_activate()
        text = words(self.env, "gov_window.gov_authorization_report", letter)
        for part in ("委托协议", "甲方", "权利甲", "义务乙", "方式：书面", "方法：调查核实", "内容：赔偿费用"):
            self.assertIn(part, text)
        with self.assertRaises(UserError):
            letter.recourse_method = "另改"

    def test_liability_follows_the_form(self):
        """A-013: entrusted, the department is liable; authorised, the centre; 委托 cannot be “authorised”."""
        letter = self._draft("letter", liability="authorised")
        self.assertEqual(letter.liable_party, self.company.name)
        letter.liability = "entrusted"
        self.assertEqual(letter.liable_party, self.labour.name)
        entrusting = self._draft("document", liability="authorised")
        with self.assertRaisesRegex(UserError, "leaves the department liable"):
            entrusting.action_activate()

    def test_batches(self):
        """A-010, W-044: where the centre has a plan, a letter belongs to its department's batch, from its day on."""
        today = self._today()
        batch = self.env["gov.authorization.batch"].create(
            {"name": "第一批", "date_start": today + timedelta(days=3), "department_ids": self.education.ids}
        )
        letter = self._draft("letter")
        with self.assertRaisesRegex(UserError, "choose the planned batch"):
            letter.action_activate()
        letter.batch_id = batch
        self.assertEqual(letter.batch, "第一批")
        with self.assertRaisesRegex(UserError, "is not in"):
            letter.action_activate()
        batch.department_ids += self.labour
        with self.assertRaisesRegex(UserError, "begins on"):
            letter.action_activate()
        batch.date_start = today
        self.assertEqual(batch.missing_ids, self.education + self.labour)
        letter.action_activate()
        self.assertEqual(batch.missing_ids, self.education)
        with self.assertRaises(AccessError):
            self.env["gov.authorization.batch"].with_user(self.clerk).create({"name": "x", "date_start": today})

    def test_renew(self):
        """Validity: a letter in force is renewed once, from the day after its last."""
        letter = self.letter.with_user(self.manager)
        renewal = self.env["gov.authorization"].browse(letter.action_renew()["res_id"])
        self.assertEqual(letter.action_renew()["res_id"], renewal.id)
        self.assertEqual(renewal.date_start, letter.date_end + timedelta(days=1))
        self.assertEqual((renewal.state, renewal.renewed_from_id, renewal.number), ("draft", letter, False))
        with self.assertRaisesRegex(UserError, "in force"):
            renewal.with_user(self.manager).action_renew()


@tagged("post_install", "-at_install")
class TestRightsAtUse(GovCommon):
    """What a letter entrusts is asked at each use."""

    def _replace_letter(self, **vals):
        self.letter.action_revoke("改签")
        return self._create_letter(self.education, **vals)

    def test_no_acceptance_without_the_link(self):
        """A-007: a letter that entrusts receiving but not acceptance gives no acceptance."""
        self._replace_letter(link_accept=False)
        case = self._open_case()
        with self.assertRaisesRegex(UserError, "only with: Consult, Receive, Issue"):
            case.action_accept()

    def test_no_receipt_without_the_link(self):
        """A-007: a letter that entrusts consulting only gives no receipt."""
        self._replace_letter(link_receive=False, link_accept=False, link_issue=False)
        with self.assertRaisesRegex(UserError, "only with: Consult"):
            self._open_case()

    def test_rights_by_item(self):
        """A-011: rights are given per item; the item's line comes before the letter."""
        other = self._create_item("校车许可", self.education)
        letter = self._create_letter(self.education, activate=False)
        letter.line_ids = [Command.create({"item_id": other.id, "link_accept": False})]
        self.letter.action_revoke("改签")
        letter.action_activate()
        self._open_case().action_accept()
        with self.assertRaisesRegex(UserError, "entrusts the window only"):
            self._open_case(other).action_accept()
        with self.assertRaisesRegex(UserError, "fixed"):
            letter.line_ids.link_accept = True
        with self.assertRaisesRegex(ValidationError, "not among the items"):
            self._create_letter(
                self.education, activate=False, line_ids=[Command.create({"item_id": self.labour_item.id})]
            )

    def test_seal_of_the_letter(self):
        """A-009: for the entrusted link the window's voucher carries the business seal the letter names."""
        self._replace_letter(seal_used="教体业务专用章")
        case = self._open_case()
        case.action_accept()
        notice = case.notice_ids.filtered(lambda paper: paper.kind_id.code == "B-01")
        self.assertEqual(notice.content["seal"], "教体业务专用章")

    def test_validity_and_suspension(self):
        """A-005: not before its first day, not while suspended, not once revoked."""
        case = self._open_case()
        self.letter.action_suspend("核查")
        with self.assertRaisesRegex(UserError, "no valid authorisation letter"):
            case.action_accept()
        self.letter.action_reinstate("核查完毕")
        case.action_accept()
        self.assertEqual(case.state, "accepted")
        self._replace_letter(date_start=self._today() + timedelta(days=1))
        with self.assertRaisesRegex(UserError, "no valid authorisation letter"):
            self._open_case().action_accept()


@tagged("post_install", "-at_install")
class TestOtherCentres(GovCommon):
    """W-057 盟域通办: a remote window accepts for a home department by a letter between two centres."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        region = cls.env.ref("gov_base.region_152900").id
        companies = cls.env["res.company"]
        cls.remote = companies.create({"name": "右旗中心", "gov_region_id": region, "gov_document_word": "右"})
        cls.third = companies.create({"name": "额济纳中心", "gov_region_id": region, "gov_document_word": "额"})
        cls.manager = cls._create_staff("o_manager", "gov_window.group_catalogue")
        cls.remote_clerk = cls._remote_staff("o_remote", "gov_window.group_clerk", cls.remote)
        cls.remote_manager = cls._remote_staff("o_remote_manager", "gov_window.group_catalogue", cls.remote, False)
        cls.strangers = cls._remote_staff("o_third", "gov_window.group_clerk", cls.third) | cls._remote_staff(
            "o_third_supervisor", "gov_base.group_supervisor", cls.third, False
        )
        cls.home_supervisor = cls._create_staff("o_home_supervisor", "gov_base.group_supervisor")

    @classmethod
    def _remote_staff(cls, login, group, company, posted=True):
        user = cls._create_staff(login, group)
        user.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        if posted:
            window = cls.env["gov.window"].create({"number": "Y1", "name": "综合", "company_id": company.id})
            today = cls._today()
            cls.env["gov.posting"].create(
                {
                    "user_id": user.id,
                    "company_id": company.id,
                    "window_id": window.id,
                    "trained_on": today,
                    "practised_on": today,
                    "date_start": today,
                }
            )
        return user

    def _remote_case(self):
        cases = self.env["gov.case"].with_user(self.remote_clerk).with_context(allowed_company_ids=self.remote.ids)
        case = cases.create({"item_id": self.licence.id, "partner_id": self.applicant.id, "company_id": self.remote.id})
        case.action_all_received()
        case.action_receive()
        return case

    def _letter_abroad(self, activate=True, **vals):
        return self._create_letter(
            self.education, activate=activate, company_id=self.remote.id, kind="document", sealed_file=PIXEL, **vals
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_both_centres_see_it(self):
        """W-057: accepted by the remote centre, decided by the home department; a third centre sees nothing."""
        self._letter_abroad()
        case = self._remote_case()
        case.action_accept()
        self.assertEqual((case.company_id, case.department_company_id), (self.remote, self.company))
        event = self.env["gov.event"].search(
            [("subject_model", "=", "gov.case"), ("subject_id", "=", case.id), ("kind", "=", "accept")]
        )
        self.assertEqual(event.authority_model, "gov.authorization")
        case.action_hand_over()
        home = {"allowed_company_ids": self.company.ids}
        for user in (self.receiver, self.home_supervisor):
            self.assertEqual(case.with_user(user).with_context(**home).read(["state"])[0]["state"], "transferred")
        self.assertTrue(case.with_user(self.remote_clerk).read(["number"])[0]["number"])
        for user in self.strangers:
            foreign = case.with_user(user).with_context(allowed_company_ids=self.third.ids)
            self.assertFalse(foreign.search([("id", "=", case.id)]))
            with self.assertRaises(AccessError):
                foreign.read(["state"])
        self.assertFalse(case.with_user(self.department_clerk).with_context(**home).search([("id", "=", case.id)]))

    def test_nothing_without_a_letter(self):
        """W-057: without a letter between the centres nothing is accepted, whatever holds at home."""
        case = self._remote_case()
        with self.assertRaisesRegex(UserError, "has not entrusted this item to your centre"):
            case.action_accept()
        letter = self._letter_abroad()
        letter.action_suspend("核查")
        with self.assertRaisesRegex(UserError, "has not entrusted"):
            case.action_accept()

    def test_only_the_giver_gives(self):
        """W-057: the remote centre cannot give itself the power; the home centre can, with a sealed original."""
        letter = self._letter_abroad(activate=False)
        own = letter.with_user(self.remote_manager).with_context(allowed_company_ids=self.remote.ids)
        with self.assertRaisesRegex(UserError, "only that centre gives"):
            own.action_activate()
        letter.sealed_file = False
        with self.assertRaisesRegex(UserError, "sealed original"):
            letter.with_user(self.manager).action_activate()
        letter.sealed_file = PIXEL
        letter.with_user(self.manager).action_activate()
        self.assertEqual(letter.state, "active")

    def test_a_letter_abroad_takes_nothing_away_at_home(self):
        """W-057: the home window goes on accepting by its own letter."""
        self._letter_abroad()
        case = self._open_case()
        case.action_accept()
        self.assertEqual(case.state, "accepted")

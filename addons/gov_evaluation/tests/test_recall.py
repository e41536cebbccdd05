"""A promise that lapses after the decision (D-11), and issuing by the lead department (W-048)."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.gov_window.tests.common import PIXEL

from .common import WholeCommon


class RuledCommon(WholeCommon):
    def _rules(self, **values):
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {
                "name": "规则",
                "line_ids": [Command.create({"name": name, "value": value}) for name, value in values.items()],
            }
        )


@tagged("post_install", "-at_install")
class TestRecall(RuledCommon):
    """W-089, D-11: what becomes of a certificate whose promised material never came."""

    def _decided(self, action="recall", conclusion="agree", name="容缺事项"):
        """The result of a case that was accepted although a paper was missing."""
        self._rules(gap_clock="run", gap_hold_certificate="0", gap_lapse_action=action)
        lines = [Command.create({"name": "申请表"}), Command.create({"name": "场地证明", "gap_ok": True})]
        item = self._create_item(name, self.education, material_ids=lines)
        case = self._open_case(item, complete=False)
        case.material_ids[0].action_toggle()
        case.action_accept_gap()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude(conclusion, "场地不符合要求" if conclusion == "disagree" else "符合条件")
        case.with_user(self.leader).action_decide()
        return case.sudo().result_ids

    def _delivered(self, **kwargs):
        result = self._decided(**kwargs)
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_check()
        self._hand_out(result.with_user(self.issuer))
        return result

    def test_taken_back(self):
        """W-089, D-11: handed out, it is recalled by a paper, and comes back once, against a reason."""
        result = self._delivered()
        case = result.case_id
        case._lapse_gaps()
        self.assertEqual((result.state, case.state), ("recalling", "closed"))
        paper = case.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-06-R")
        self.assertEqual(len(paper), 1)
        self.assertEqual(paper.content["lapsed"], ["场地证明"])
        self.assertEqual(paper.partner_id, self.applicant)
        desk = result.with_user(self.issuer)
        with self.assertRaises(UserError):
            desk.action_take_back("")
        desk.action_take_back("申请人交回，已注销存档")
        desk.action_take_back("申请人交回，已注销存档")
        self.assertEqual(result.state, "recalled")
        kinds = self._events(case)
        self.assertEqual([kinds.count(kind) for kind in ("gap.lapse", "recall", "take_back")], [1, 1, 1])
        self.assertFalse(self.env["gov.event"].verify_chain(case.ids))

    def test_paper_is_printed(self):
        """W-089: the paper names the certificate, the material and the way to seek a remedy."""
        result = self._delivered()
        result.case_id._lapse_gaps()
        paper = result.case_id.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-06-R")
        html = self.env["ir.actions.report"]._render_qweb_html("gov_base.gov_notice_report", paper.ids)[0].decode()
        for part in ("证照收回告知书", result.name, result.number, "场地证明", "行政复议"):
            self.assertIn(part, html)

    def test_withheld(self):
        """W-089, D-11: not handed out yet, it is not handed out any more, and the acceptance is void."""
        result = self._decided()
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_check()
        result.case_id._lapse_gaps()
        self.assertEqual((result.state, result.case_id.state), ("recalled", "void"))
        self.assertIn("B-06", result.case_id.notice_ids.mapped("kind_id.code"))
        with self.assertRaises(UserError):
            self._hand_out(result.with_user(self.issuer))

    def test_nobody_recalls(self):
        """W-089: staff recall nothing by themselves; who is no issuer registers nothing as come back."""
        result = self._delivered()
        for action in ("recall", "withhold"):
            with self.assertRaisesRegex(UserError, "no action"):
                result.with_user(self.issuer).flow_act(action, "x")
        result.case_id._lapse_gaps()
        with self.assertRaises(AccessError):
            result.with_user(self.handler).action_take_back("x")
        with self.assertRaises(UserError):
            result.with_user(self.issuer).write({"receiver_name": "别人"})
        self.assertEqual(result.state, "recalling")

    def test_other_rules(self):
        """D-11: where the rules do not say “taken back”, the certificate stays."""
        result = self._delivered(action="refuse")
        result.case_id._lapse_gaps()
        self.assertEqual(result.state, "delivered")
        self.assertIn("gap.lapse", self._events(result.case_id))

    def test_refusal_stays(self):
        """D-11: a refusal gives nothing that could be taken back."""
        result = self._delivered(conclusion="disagree")
        result.case_id._lapse_gaps()
        self.assertEqual(result.state, "delivered")

    def test_handed_in_in_time(self):
        """D-10: what came in time is no lapse, also when the certificate was not held for it."""
        result = self._delivered()
        result.case_id.material_ids[1].with_user(self.clerk).action_hand_in()
        self.assertFalse(result.case_id.gap_open)
        self.assertEqual(result.state, "delivered")
        lapsed = self._delivered(name="另一容缺事项")
        lapsed.case_id._lapse_gaps()
        with self.assertRaisesRegex(UserError, "nothing is to follow"):
            lapsed.case_id.material_ids[1].with_user(self.clerk).action_hand_in()


@tagged("post_install", "-at_install")
class TestIssuedByTheLead(RuledCommon):
    """W-048, D-14: the lead department of a window or zone receives and issues there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls.env["gov.zone"].create({"name": "市场准入", "lead_department_id": cls.education.id})
        cls.window.zone_id = cls.zone
        desk = cls.env["gov.window"].create(
            {"number": "C01", "name": "市场准入出件", "board": "issuing", "zone_id": cls.zone.id}
        )
        other = cls.env["gov.window"].create({"number": "C02", "name": "统一出件", "board": "issuing"})
        cls.zone_issuer = cls._create_staff("l_zone_issuer", "gov_issuance.group_issuer", window=desk)
        cls.hall_issuer = cls._create_staff("l_hall_issuer", "gov_issuance.group_issuer", window=other)

    def _submitted(self):
        case = self._concluded_case()
        case.with_user(self.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(self.handler).action_submit()
        return result

    def _hand_over_to_applicant(self, result):
        result.write({"receiver_name": self.applicant.name, "identity_checked": True, "signature": PIXEL})
        result.action_deliver()

    def test_only_the_lead_issues(self):
        """W-048: taken over and handed out at the lead's windows, refused elsewhere with the lead's name."""
        self._rules(acceptance_mode="lead")
        result = self._submitted()
        with self.assertRaisesRegex(UserError, self.education.short_name):
            result.with_user(self.hall_issuer).action_check()
        result.with_user(self.zone_issuer).action_check()
        with self.assertRaisesRegex(UserError, "issues it at its own windows"):
            self._hand_over_to_applicant(result.with_user(self.hall_issuer))
        self._hand_over_to_applicant(result.with_user(self.zone_issuer))
        self.assertEqual(result.state, "delivered")

    def test_own_lead_of_the_window(self):
        """W-048: a window's own lead goes before its zone's."""
        self._rules(acceptance_mode="lead")
        result = self._submitted()
        result.case_id.window_id.lead_department_id = self.labour
        with self.assertRaisesRegex(UserError, self.labour.short_name):
            result.with_user(self.zone_issuer).action_check()

    def test_by_parameter(self):
        """D-14: one issuing desk for all, if the rules say so; and by boards the lead is not asked."""
        self._rules(acceptance_mode="lead", lead_issues="0")
        self._submitted().with_user(self.hall_issuer).action_check()
        self._rules(acceptance_mode="board")
        self._submitted().with_user(self.hall_issuer).action_check()

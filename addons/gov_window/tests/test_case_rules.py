"""By whose rules a case goes: item, zone, centre; as accepted; value and unit; and the screen that says so."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import GovCommon


class RulesCommon(GovCommon):
    def profile(self, unit=None, **values):
        return self.env["gov.profile"].create(
            {
                "name": "/".join(map(str, values.values())),
                "line_ids": [
                    (0, 0, {"name": name, "value": str(value)} | ({"unit": unit} if unit else {}))
                    for name, value in values.items()
                ],
            }
        )

    def zone(self, name, profile, company=None, **vals):
        company = company or self.company
        return self.env["gov.zone"].create({"name": name, "profile_id": profile.id, "company_id": company.id, **vals})

    def shown(self, record, name):
        """The line of a parameter on the screen of what applies."""
        action = record.action_rules()
        return self.env["gov.profile.effective"].search([*action["domain"], ("name", "=", name)])


@tagged("post_install", "-at_install")
class TestLevels(RulesCommon):
    def test_first_day_by_item(self):
        """D-04: whether the first day counts is asked of the item, the zone, the centre, and copied to the period."""
        self.licence.profile_id = self.profile(count_first_day=True)
        case = self._open_case()
        preview = case.promise_preview
        case.action_accept()
        term = case.sudo()._open_terms("decision")
        self.assertTrue(term.count_first)
        calendar = self.company._gov_calendar()
        today = self._today()
        due = calendar._kernel().add(today, 10, True)
        self.assertEqual(case.due_date, due)
        self.assertIn(str(due), preview, "what was promised beforehand is what is promised")
        other = self._open_case(item=self.labour_item, user=self.department_clerk, window_id=self.labour_window.id)
        other.action_accept()
        self.assertFalse(other.sudo()._open_terms("decision").count_first)

    def test_window_zone_first(self):
        """Ledger part D: the zone of the window rules before the other zones of the item."""
        one, two = self.zone("一区", self.profile(gap_days=3)), self.zone("二区", self.profile(gap_days=9), sequence=20)
        self.licence.zone_ids = one | two
        case = self._open_case()
        self.assertEqual(case._rule("gap_days"), 3)
        self.window.zone_id = two
        self.assertEqual(case._rule("gap_days"), 9)
        self.licence.profile_id = self.profile(gap_days=1)
        self.assertEqual(case._rule("gap_days"), 1)

    def test_zone_of_another_centre(self):
        """Ledger part D: a zone of another centre never rules here."""
        other = self.env["res.company"].create({"name": "左旗政务服务中心"})
        far = self.zone("左旗一区", self.profile(gap_days=9), other, sequence=0)
        self.licence.zone_ids = far | self.zone("一区", self.profile(gap_days=3), sequence=9)
        self.assertEqual(self._open_case()._rule("gap_days"), 3)
        self.licence.zone_ids = far
        self.assertEqual(self._open_case()._rule("gap_days"), 30)
        self.assertEqual(self.licence._rule("gap_days", other.id), 9)


@tagged("post_install", "-at_install")
class TestKept(RulesCommon):
    def test_as_accepted(self):
        """Ledger part D: a change of the rules after acceptance does not move an accepted case."""
        self.company.gov_profile_id = self.profile(gap_lapse_action="void", handover_mode="pull")
        case = self._open_case(complete=False)
        case.material_ids[0].state = "received"
        case.material_ids[1].material_id.sudo()._write({"gap_ok": True})
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        case.action_accept_gap()
        said = case.notice_ids.filtered(lambda notice: notice.content.get("gap")).content["gap"]["consequence"]
        self.company.gov_profile_id = self.profile(gap_lapse_action="recall", handover_mode="push", gap_clock="run")
        self.assertEqual((case._rule("gap_lapse_action"), said), ("void", "void"))
        self.assertEqual(case._rule("handover_mode"), "pull")
        self.assertEqual(case._rule("gap_clock"), "wait", "the default was copied, too")
        case.sudo()._lapse_gaps()
        self.assertEqual(case.state, "void")
        self.assertEqual(self._open_case()._rule("gap_lapse_action"), "recall", "a new case goes by the new rules")

    def test_nobody_writes_it(self):
        """Ledger part D: what was copied is protected like the rest of the acceptance."""
        case = self._open_case()
        case.action_accept()
        with self.assertRaises(AccessError):
            case.write({"rules_kept": "{}"})

    def test_costs_no_query(self):
        """The copy is written with the acceptance: accepting takes as many statements with profiles as without."""
        counts = []
        for turn in range(2):
            for number in range(2):
                case = self._open_case()
                self.env.flush_all()
                queries = self._listen()
                case.action_accept()
                self.env.flush_all()
                if number:
                    counts.append(len(queries))
            self.licence.profile_id = self.profile(gap_lapse_action="recall", count_first_day=True)
            self.window.zone_id = self.zone(f"区{turn}", self.profile(handover_mode="pull"))
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestUnits(RulesCommon):
    def test_unit_of_a_limit(self):
        """D-05, F-5.7: the rules choose the unit of a limit: five calendar days end on a Saturday, five working days
        on the Monday after."""
        monday = datetime(2026, 3, 2, 2)
        for unit, due in ((None, date(2026, 3, 7)), ("wd", date(2026, 3, 9))):
            self.company.gov_profile_id = self.profile(unit, undecided_notice_days=5) if unit else False
            case = self._open_case().sudo()
            self.assertEqual(case._rule_limit("undecided_notice_days"), (5, unit or "day"))
            value, unit_found = case._rule_limit("undecided_notice_days")
            term = case._term_start("undecided", value, unit_found, start=monday)
            self.assertEqual(self.company._gov_calendar()._to_local(term.due_at).date(), due)

    def test_unit_on_the_paper(self):
        """D-05, B-04: the notice says the limit in its unit."""
        self.company.gov_profile_id = self.profile("day", supplement_days=15)
        case = self._open_case()
        case.action_request_supplement("请补交")
        self.assertEqual((case.sudo().term_ids.value, case.sudo().term_ids.unit), (15, "day"))
        content = case.notice_ids[:1].content
        self.assertEqual((content["supplement_days"], content["supplement_unit"]), (15, "日"))

    def test_unit_that_means_nothing(self):
        """D-05: a limit that is compared with working days, and a number without a unit, keep theirs."""
        for name, value in (("green_days", 3), ("target_ratio", 0.5)):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "unit"):
                self.profile("day", **{name: value})
        line = self.profile(gap_days=3).line_ids
        self.assertEqual((line.unit, line.unit_open), ("day", True))

    def test_hours_are_rounded(self):
        """D-05: the hours an answer took, by the rule of rounding."""
        found = {}
        for rounding in ("nearest", "up", "down"):
            self.company.gov_profile_id = self.profile(hour_rounding=rounding)
            case = self._open_case(receive=False, complete=False).sudo()
            self.env.cr._now = datetime(2026, 3, 2, 2)
            term = case._term_start("handover", 4, "hour")
            self.env.cr._now = datetime(2026, 3, 2, 3, 30)
            found[rounding] = term._used()[1]
            self.env.cr._now = None
            term._stop()
        self.assertEqual(found, {"nearest": 2, "up": 2, "down": 1})

    def test_limit_of_items_that_promise_none(self):
        """D-01: a joint item without a limit of its own gets twenty working days, a single one what the city says;
        copied with the publication, and never more than the law allows."""
        others = {"handling_class": "joint", "department_ids": [(6, 0, self.labour.ids)]}
        joint = self._create_item("联办", self.education, promised_days=0, **others)
        self.assertEqual(joint.version_id.promised_days, 20)
        with self.assertRaisesRegex(UserError, "promised limit"):
            self._create_item("单办一", self.education, promised_days=0)
        self.company.gov_profile_id = self.profile(single_days=15, joint_days=25)
        single = self._create_item("单办二", self.education, promised_days=0)
        self.assertEqual(single.version_id.promised_days, 15)
        short = self._create_item("单办三", self.education, promised_days=0, statutory_days=7)
        self.assertEqual(short.version_id.promised_days, 7)
        self.assertEqual(joint.version_id.promised_days, 20)
        self.assertEqual(self._create_item("自定", self.education, promised_days=3).version_id.promised_days, 3)


@tagged("post_install", "-at_install")
class TestScreen(RulesCommon):
    def test_names_the_level(self):
        """Ledger part D: the screen names item, zone, centre or the ledger's default, and the profile."""
        self.company.gov_profile_id = city = self.profile(supplement_days=7, gap_days=20, count_first_day=True)
        zone = self.zone("投资项目区", self.profile(gap_days=9))
        self.licence.zone_ids = zone
        self.licence.profile_id = own = self.profile(count_first_day=False)
        line = self.shown(self.licence, "count_first_day")
        self.assertEqual((line.value, line.level, line.source_id), ("No", "Item: 民办学校设立审批", own))
        line = self.shown(self.licence, "gap_days")
        self.assertEqual((line.value, line.level), ("9", "Zone: 投资项目区"))
        line = self.shown(self.licence, "supplement_days")
        self.assertEqual((line.value, line.level, line.source_id), ("7", f"Centre: {self.company.name}", city))
        line = self.shown(self.licence, "on_spot_only")
        self.assertEqual((line.level, line.source_id.id), ("Default of the ledger", False))
        self.assertEqual(self.shown(zone, "gap_days").level, "Zone: 投资项目区")
        self.assertEqual(self.shown(zone, "count_first_day").value, "Yes")

    def test_case_before_and_after_acceptance(self):
        """Ledger part D: on a case, the zone of its window; once accepted, what was copied."""
        self.window.zone_id = self.zone("窗口区", self.profile(count_first_day=True))
        case = self._open_case()
        line = self.shown(case, "count_first_day")
        self.assertEqual((line.value, line.level), ("Yes", "Zone: 窗口区"))
        case.action_accept()
        self.window.zone_id.profile_id = False
        line = self.shown(case, "count_first_day")
        self.assertEqual((line.value, line.level), ("Yes", "Case: as accepted"))
        self.assertEqual(case.sudo()._open_terms("decision").count_first, True)

    def test_citizens_do_not_see_it(self):
        case = self._open_case()
        citizen = new_test_user(self.env, "t_rules", "base.group_portal")
        case.sudo()._flow_write({"partner_id": citizen.partner_id.id})
        with self.assertRaises(AccessError):
            case.with_user(citizen).action_rules()

    def test_unit_on_the_screen(self):
        """D-05: the unit that was chosen is shown."""
        self.company.gov_profile_id = self.profile("wd", gap_days=20)
        self.assertEqual(self.shown(self.licence, "gap_days").unit, "Working Days")
        self.assertEqual(self.shown(self.licence, "supplement_days").unit, "Working Days")
        self.assertEqual(self.shown(self.licence, "undecided_notice_days").unit, "Calendar Days")

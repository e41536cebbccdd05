"""Who changes which calendar and which rules: a centre's administrator and the system's."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user


class TestCentreSettings(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "别的中心"})
        cls.admin = new_test_user(cls.env, "t_centre", "gov_base.group_admin", company_id=cls.env.company.id)
        cls.system = new_test_user(
            cls.env, "t_system", "gov_base.group_admin,base.group_system", company_id=cls.env.company.id
        )
        cls.national = cls.env.ref("gov_base.gov_calendar_china")
        cls.own = cls.env["gov.calendar"].with_user(cls.admin).create({"name": "本中心"})
        cls.common = cls.env["gov.profile"].create({"name": "共用", "company_id": False})

    def day(self, calendar, date="2026-03-10"):
        return {"calendar_id": calendar.id, "date": date, "name": "停电", "is_working": False}

    def test_the_centres_own(self):
        """D-05: a centre's administrator edits the days and rules of the centre."""
        days = self.env["gov.calendar.day"].with_user(self.admin)
        day = days.create(self.day(self.own))
        day.name = "消防演练"
        day.unlink()
        self.own.morning_from = 8.5
        profile = self.env["gov.profile"].with_user(self.admin).create({"name": "本中心"})
        self.assertEqual(profile.company_id, self.env.company)
        profile.line_ids = [Command.create({"name": "count_first_day", "value": "true"})]
        profile.line_ids.unlink()
        copied = self.national.with_user(self.admin).copy()
        self.assertEqual(copied.company_id, self.env.company)

    def test_what_all_centres_share(self):
        """D-05: the national calendar and the common rules are read by all, and changed by the system
        administration alone."""
        own_day = self.env["gov.calendar.day"].create(self.day(self.own))
        own_line = self.env["gov.profile.line"].create(
            {
                "profile_id": self.env["gov.profile"].create({"name": "本中心"}).id,
                "name": "count_first_day",
                "value": "true",
            }
        )
        for user, allowed in ((self.admin, False), (self.system, True)):
            national, common = self.national.with_user(user), self.common.with_user(user)
            line = {"profile_id": common.id, "name": "count_first_day", "value": "true"}
            attempts = {
                "day": lambda user=user: self.env["gov.calendar.day"].with_user(user).create(self.day(self.national)),
                "days": lambda national=national: national.write({"day_ids": [Command.create(self.day(national))]}),
                "change": lambda national=national: national.day_ids[:1].write({"is_working": True}),
                "delete": lambda national=national: national.day_ids[:1].unlink(),
                "load": lambda national=national: national.action_load_official_days(),
                "hours": lambda national=national: national.write({"morning_from": 8}),
                "take": lambda national=national: national.write({"company_id": self.env.company.id}),
                "give": lambda user=user: self.own.with_user(user).write({"company_id": False}),
                "move": lambda user=user: own_day.with_user(user).write({"calendar_id": self.national.id}),
                "give rules": lambda user=user: own_line.profile_id.with_user(user).write({"company_id": False}),
                "move rule": lambda user=user: own_line.with_user(user).write({"profile_id": self.common.id}),
                "rules": lambda common=common: common.write({"note": "x"}),
                "line": lambda user=user, line=line: self.env["gov.profile.line"].with_user(user).create(line),
            }
            self.assertTrue(national.day_ids and common.name)
            for name, attempt in attempts.items():
                with self.subTest(name=name, user=user.login), self.env.cr.savepoint() as savepoint:
                    if allowed:
                        attempt()
                    else:
                        with self.assertRaises(AccessError):
                            attempt()
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_notes_of_the_machinery(self):
        """D-05: what is still to be computed anew is no administrator's to change."""
        for name in ("recompute_from", "arranged_at", "alarm_year"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.own.write({name: False})

    def test_chosen_for_the_centre(self):
        """D-05, part D: calendar, rules and what papers show are set for a centre of one's own."""
        profile = self.env["gov.profile"].with_user(self.admin).create({"name": "本中心"})
        settings = self.env["gov.centre.settings"].with_user(self.admin).create({})
        self.assertEqual(settings.company_id, self.env.company)
        settings.write({"gov_calendar_id": self.own.id, "gov_profile_id": profile.id, "gov_document_word": "阿政务"})
        settings.action_apply()
        company = self.env.company
        self.assertEqual((company.gov_calendar_id, company.gov_profile_id), (self.own, profile))
        self.assertEqual((company.gov_document_word, company._gov_calendar()), ("阿政务", self.own))
        again = self.env["gov.centre.settings"].with_user(self.admin).create({})
        self.assertEqual((again.gov_calendar_id, again.gov_document_word), (self.own, "阿政务"))
        self.assertEqual(again.action_rules()["res_model"], "gov.profile.effective")

    def test_not_for_another_centre(self):
        """Part D: no other centre is set, and no other centre's calendar chosen."""
        self.other.gov_service_phone = "12345"
        settings = self.env["gov.centre.settings"].with_user(self.admin).create({"company_id": self.other.id})
        self.assertFalse(settings.gov_service_phone)
        with self.assertRaises(AccessError):
            settings.action_apply()
        with self.assertRaises(AccessError):
            self.env.company.with_user(self.admin).write({"gov_service_phone": "1"})
        foreign = self.env["gov.calendar"].create({"name": "别的", "company_id": self.other.id})
        mine = self.env["gov.centre.settings"].with_user(self.admin).create({})
        with self.assertRaises(UserError):
            mine.gov_calendar_id = foreign
        clerk = new_test_user(self.env, "t_plain", "gov_base.group_user", company_id=self.env.company.id)
        with self.assertRaises(AccessError):
            self.env["gov.centre.settings"].with_user(clerk).create({})

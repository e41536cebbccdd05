from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase


class TestProfile(TransactionCase):
    def _profile(self, **values):
        return self.env["gov.profile"].create(
            {"name": "p", "line_ids": [(0, 0, {"name": name, "value": value}) for name, value in values.items()]}
        )

    def test_nearest_wins(self):
        """Ledger part D: item, then zone, then company, then the ledger's default."""
        profile = self.env["gov.profile"]
        self.assertIs(profile._value("count_first_day"), False)
        self.env.company.gov_profile_id = self._profile(count_first_day="true")
        self.assertIs(profile._value("count_first_day"), True)
        self.assertIs(profile._value("count_first_day", profile, self._profile(count_first_day="false")), False)
        self.assertIs(profile._value("count_first_day", self._profile()), True)

    def test_bad_value(self):
        """Ledger part D: what is no value is refused, and the names of the values are told."""
        with self.assertRaisesRegex(ValidationError, "“perhaps”.*Allowed: Yes, No. The default is: No"):
            self._profile(count_first_day="perhaps")
        line = self._profile(count_first_day="true").line_ids
        with self.assertRaisesRegex(ValidationError, "Allowed: Yes, No"):
            line.value = ""

    def test_value_is_stored_one_way(self):
        """true, True and 1 are one choice of the list."""
        line = self._profile(count_first_day="1").line_ids
        self.assertEqual((line.value, line.default), ("True", "No"))
        self.assertEqual(line.options, [["True", "Yes"], ["False", "No"]])
        line.value = "false"
        self.assertEqual(line.value, "False")

    def test_parameter_that_is_gone(self):
        """A stored line whose parameter went with its addon changes nothing, and hinders nothing."""
        profile = self._profile(count_first_day="true")
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO gov_profile_line (profile_id, name, value) VALUES (%s, 'gone', '7')", [profile.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env.company.gov_profile_id = profile
        self.assertIs(profile._value("count_first_day"), True)
        self.assertEqual(profile._values(), {"count_first_day": True})

    def test_unknown_parameter(self):
        with self.assertRaises(KeyError):
            self.env["gov.profile"]._value("no_such_parameter")

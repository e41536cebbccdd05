from odoo.tests import TransactionCase


class TestEffective(TransactionCase):
    def test_shows_where_a_value_comes_from(self):
        """Ledger part D: every parameter with its value, and the profile it comes from."""
        profile = self.env["gov.profile"].create(
            {"name": "城市方案", "line_ids": [(0, 0, {"name": "count_first_day", "value": "true"})]}
        )
        self.env.company.gov_profile_id = profile
        action = self.env.company.action_gov_rules()
        lines = self.env["gov.profile.effective"].search(action["domain"])
        self.assertEqual(len(lines), len(profile._parameters()))
        line = lines.filtered(lambda line: line.name == "count_first_day")
        self.assertEqual((line.value, line.default, line.source_id), ("Yes", "No", profile))

    def test_every_default_is_a_value(self):
        for name, spec in self.env["gov.profile"]._parameters().items():
            self.assertEqual(spec.parse(str(spec.default)), spec.default, name)
            if spec.choices:
                self.assertIn(spec.default, spec.choices, name)
            self.assertRegex(spec.ledger, r"^(D-\d\d|[WAIE]-\d{3})$", name)

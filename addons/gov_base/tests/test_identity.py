from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user

from ..kernel import identity

TODAY = date(2026, 11, 1)


def resident(first17):
    """A resident number with its check digit, computed by the standard's own formula."""
    total = sum(int(digit) * pow(2, 17 - index, 11) for index, digit in enumerate(first17))
    return first17 + "10X98765432"[total % 11]


class TestIdentity(TransactionCase):
    def test_resident_numbers(self):
        for first17 in ("15290119900307123", "83000019900307123", "41900119900307123", "65901019900307123"):
            identity.check("resident", resident(first17), TODAY)
        for number, why in (
            ("152901199003071", "length"),
            (resident("15290120270307123"), "birth"),
            (resident("15290119900230123"), "birth"),
            (resident("15290119900307123")[:-1] + "?", "length"),
        ):
            with self.assertRaises(identity.InvalidIdentity) as caught:
                identity.check("resident", number, TODAY)
            self.assertEqual(caught.exception.args[0], why, number)
        good = resident("15290119900307123")
        bad = good[:-1] + ("1" if good[-1] != "1" else "2")
        with self.assertRaises(identity.InvalidIdentity) as caught:
            identity.check("resident", bad, TODAY)
        self.assertEqual(caught.exception.args[0], "checksum")

    def test_other_kinds(self):
        identity.check("uscc", "91110000600037341L", TODAY)
        identity.check("hkmo", "H12345678", TODAY)
        identity.check("passport", "E12345678", TODAY)
        for kind, number in (("uscc", "91110000600037341X"), ("hkmo", "X1"), ("tw", "abc"), ("passport", "护照")):
            with self.assertRaises(identity.InvalidIdentity):
                identity.check(kind, number, TODAY)

    def test_foreign_permanent_residence(self):
        """The card of 2023 has the birth date and the check digit of a resident card; of the older one only
        the shape is public."""
        good = resident("91184019900307123")
        identity.check("fpr", good, TODAY)
        identity.check("fpr", "CAN110000000000", TODAY)
        for number, why in (
            (good[:-1] + ("1" if good[-1] != "1" else "2"), "checksum"),
            ("999999999999999999", "birth"),
            (resident("91184020270307123"), "birth"),
            ("CA1110000000000", "shape"),
            (resident("15290119900307123"), "shape"),
        ):
            with self.assertRaises(identity.InvalidIdentity) as caught:
                identity.check("fpr", number, TODAY)
            self.assertEqual(caught.exception.args[0], why, number)

    def test_whole_numbers_among_names(self):
        """What is typed where names are typed is a number only if it may be a whole one."""
        number = resident("15290119900307123")
        for whole in (number, "91110000600037341L", "H12345678", "12345678", "CAN110000000000", "E12345678"):
            self.assertTrue(identity.may_be_whole(whole), whole)
        for other in (
            number[:-1],
            number[:-1] + "?",
            "13800138000",
            "内蒙古某某有限责任公司",
            "152901199",
            "ABCDEFGHIJ",
        ):
            self.assertFalse(identity.may_be_whole(other), other)

    def test_mask(self):
        self.assertEqual(identity.mask("152901199003071234"), "1529************34")
        self.assertEqual(identity.mask("E12345678"), "E1*****78")
        self.assertEqual(identity.mask("A12"), "A**")
        self.assertEqual(identity.mask(None), "")
        self.assertEqual(identity.mask_name("张大山"), "张**")
        self.assertEqual(identity.mask_name("张"), "张*")
        self.assertEqual(identity.normalise(" １５２９０x "), "15290X")

    def test_partner(self):
        """Masked on screen; found exactly, and only exactly; the raw number is out of reach."""
        number = resident("15290119900307123")
        partner = self.env["res.partner"].create({"name": "张大山", "gov_id_input": number.lower()})
        self.assertEqual(partner.gov_id_kind, "resident")
        self.assertEqual(partner.gov_id_input, identity.mask(number))
        partners = self.env["res.partner"]
        self.assertEqual(partners.search([("gov_id_input", "=", number)]), partner)
        self.assertFalse(partners.search([("gov_id_input", "=", number[:-1])]))
        with self.assertRaises(UserError):
            partners.search([("gov_id_input", "like", number[:6])])
        clerk = new_test_user(self.env, "t_id_clerk", groups="gov_base.group_user,base.group_partner_manager")
        for name in ("gov_id_number", "gov_id_hash"):
            with self.assertRaises(AccessError):
                partner.with_user(clerk).read([name])
            with self.assertRaises(AccessError):
                partners.with_user(clerk).search_count([(name, "=like", "1529%")])

    def test_partner_keeps_number_when_masked_is_saved(self):
        number = resident("15290119900307123")
        partner = self.env["res.partner"].create({"name": "张大山", "gov_id_input": number})
        partner.gov_id_input = partner.gov_id_masked
        self.assertEqual(partner.sudo().gov_id_number, number)

    def test_bad_number_message(self):
        with self.assertRaises(ValidationError) as caught:
            self.env["res.partner"].create({"name": "张大山", "gov_id_input": "152901199003071230"})
        self.assertNotIn("152901199003071230", str(caught.exception))

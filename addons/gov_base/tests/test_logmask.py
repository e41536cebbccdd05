"""I10: numbers of persons are masked in the log, and ordinary numbers are not."""

import logging

from odoo.tests import BaseCase

from ..kernel.logmask import MaskIdentity, masked
from .test_identity import resident

NUMBER = resident("15290119900307123")


class TestLogMask(BaseCase):
    def test_numbers_of_persons(self):
        """Resident cards of both lengths, permits, passports by their word; glued to letters too."""
        for number, text in (
            (NUMBER, "person %s"),
            (NUMBER, "ID%s"),
            (NUMBER, "身份证%s号"),
            (NUMBER, "x=%sabc"),
            (NUMBER.lower(), "('%s',)"),
            ("152901900307123", "old card %s"),
            ("152901900307123", "ID%s"),
            (resident("91184019900307123"), "%s"),
            ("CAN110000000000", "(%s)"),
            ("H12345678", "permit %s."),
            ("M1234567801", "%s"),
            ("E12345678", "护照：%s"),
            ("E12345678", "Passport No. %s"),
            ("E12345678", "{'gov_id_input': '%s'}"),
            ("12345678", "台湾居民来往大陆通行证号码 %s"),
            ("AB123456", "证件号码“%s”"),
        ):
            self.assertNotIn(number, masked(text % number), text)
            self.assertIn(number[:2], masked(text % number), text)

    def test_ordinary_numbers(self):
        """Numbers of cases, papers, parcels and telephones, days, moments, hashes and hours stay as they are."""
        for text in (
            "case 15290020261127000087",
            "阿政务受〔2026〕12号 W2026112700001 交20261127-003",
            "13800138000 0483-8330012",
            "EA123456789CN YT1234567890123",
            "H20261127 M20261231",
            "2026-11-27 15:08:59,123 4711 INFO x.y: 1.234s",
            "1764256139123456 1764256139123",
            "91110000600037341L",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "passport office is closed, passport 12",
        ):
            self.assertEqual(masked(text), text)

    def test_tracebacks(self):
        """What an exception says is masked as well, cached text and stacks included."""
        try:
            raise ValueError(f"bad number {NUMBER}")
        except ValueError as error:
            record = logging.LogRecord(
                "x", logging.ERROR, "x", 1, "failed", None, (type(error), error, error.__traceback__)
            )
        record.stack_info = f"at {NUMBER}"
        MaskIdentity().filter(record)
        text = logging.Formatter().format(record)
        self.assertIn("Traceback", text)
        self.assertIn("ValueError: bad number 1529", text)
        self.assertNotIn(NUMBER, text)

    def test_nothing_to_format(self):
        """A record of no exception, although one was asked for, passes."""
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed %s", ("x",), (None, None, None))
        self.assertTrue(MaskIdentity().filter(record))
        self.assertEqual(record.getMessage(), "failed x")

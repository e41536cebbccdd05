"""The forms of centre, zone and window: what administrators fill in is there."""

import re
from collections import Counter
from pathlib import Path

from odoo.tests import Form, tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestForms(GovCommon):
    def test_no_view_is_overwritten(self):
        """Two views under one external id: the second would replace the first without a word."""
        folder = Path(__file__).parents[1]
        record = re.compile(r'<record id="(\w+)" model="ir\.ui\.view">')
        found = Counter(name for path in folder.glob("**/*.xml") for name in record.findall(path.read_text("utf-8")))
        self.assertGreater(len(found), 100)
        self.assertEqual([name for name, count in found.items() if count > 1], [])

    def test_centre(self):
        """W-050: the days from which the hall is open and run are entered on the centre's own page."""
        with Form(self.company) as form:
            form.gov_hall_opened_on = "2026-03-02"
            form.gov_running_since = "2026-03-02"
            form.gov_document_word = "阿政务"
        self.assertEqual(str(self.company.gov_hall_opened_on), "2026-03-02")

    def test_zone(self):
        """W-048: a zone has lead and departments, and shows its windows."""
        with Form(self.env["gov.zone"]) as form:
            form.name = "社会民生区"
            form.lead_department_id = self.labour
            form.department_ids.add(self.education)
        zone = form.record
        self.window.zone_id = zone
        self.assertEqual(zone.window_ids, self.window)
        self.assertEqual(zone.company_id, self.company)

    def test_window(self):
        """A window is made from its number and name; board and centre are there by default."""
        with Form(self.env["gov.window"]) as form:
            form.number = "A77"
            form.name = "综合窗口"
        self.assertEqual((form.record.board, form.record.company_id), ("authorised", self.company))

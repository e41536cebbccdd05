"""Numbers of cases and papers by the centre's own pattern: department and item among its parts."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestNumbering(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.education.code = "11150000"
        cls.labour.code = "22150000"

    def _pattern(self, code, pattern, **vals):
        series = self.env["gov.series"]._for(code, self.company).with_env(self.env)
        series.write({"pattern": pattern, **vals})
        return series

    def test_department_and_item_in_the_number_of_a_case(self):
        """Region, department, item, date and serial, as the pattern says; each department counts for itself."""
        self._pattern("case", "{region}-{unit}-{item}-{yyyy}{mm}{dd}-{serial:05d}", per_unit=True)
        cases = [self._open_case(item=item) for item in (self.licence, self.labour_item, self.licence)]
        today = f"{self._today():%Y%m%d}"
        found = [case.number.replace(f"-{today}-", "-") for case in cases]
        self.assertEqual(
            found,
            [
                f"152900-11150000-{self.licence.code}-00001",
                f"152900-22150000-{self.labour_item.code}-00001",
                f"152900-11150000-{self.licence.code}-00002",
            ],
        )

    def test_many_at_once(self):
        """A batch of cases of many departments and items takes one draw for each department."""
        self._pattern("case", "{department}-{item}-{yyyy}-{serial}")
        self._open_case()  # the first use of the counter looks for numbers that are out already
        cases = self.env["gov.case"].browse()
        for item in (self.licence, self.labour_item) * 3:
            cases |= self._open_case(item=item, receive=False)
        self.env.flush_all()
        queries = self._listen()
        cases.with_user(self.clerk).action_receive()
        self.assertEqual(len([query for query in queries if "nextval" in query]), 1)
        self.assertEqual(len(set(cases.mapped("number"))), 6)
        for case in cases:
            self.assertIn(f"{case.department_id.code}-{case.item_id.code}-", case.number)

    def test_a_department_without_a_code(self):
        """Nothing is registered with a hole in its number: the clerk is told what is missing."""
        self._pattern("case", "{region}-{unit}-{yyyy}-{serial}")
        self.education.code = False
        case = self._open_case(receive=False)
        with self.assertRaisesRegex(ValidationError, "{unit}, which is empty"):
            case.action_receive()
        self.assertEqual(case.state, "draft")

    def test_department_and_item_in_the_number_of_a_paper(self):
        """The unit of a paper is the word of its kind; department and item are those of the case."""
        self._pattern("notice", "{region}{unit}-{department}-{item}〔{yyyy}〕{serial}号")
        case = self._open_case()
        case.action_accept()
        self.assertIn(f"阿政务受-11150000-{self.licence.code}〔", case.sudo().notice_ids.number)

    def test_the_case_series_changes_in_use(self):
        """The administrator changes how the cases are numbered, in use: the next cases get new numbers."""
        numbers = [self._open_case().number for _n in range(3)]
        series = self.env["gov.series"]._for("case", self.company).with_env(self.env)
        for reset in ("never", "day", "year"):
            series.reset = reset
            numbers += [self._open_case().number for _n in range(2)]
        series.copy({"company_id": self.company.id})
        numbers.append(self._open_case().number)
        self.assertEqual(len(set(numbers)), 10)

"""The window's board: its columns, their counts and lamps."""

from odoo.tests import new_test_user, tagged

from odoo.addons.gov_base.models.gov_tally_mixin import COUNT

from .common import GovCommon

COLUMNS = ["draft", "pre_submitted", "received", "checking", "supplement", "accepted", "transferred"]
BAR = {"field": "lamp", "colors": {"green": "success", "amber": "warning", "red": "danger", "grey": "muted"}}


@tagged("post_install", "-at_install")
class TestWindowBoard(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "b_citizen", groups="base.group_portal", name="王春花")
        cls.domain = [("state", "in", COLUMNS)]

    def _applied(self, item=None):
        """An application that was made online and not yet received."""
        case = self.env["gov.case"].with_user(self.citizen)._portal_open((item or self.licence).sudo())
        for line in case.material_ids:
            line._portal_clear(by_paper=True)
        case._portal_submit()
        return case

    def _board(self):
        """Column -> how many, as the browser asks."""
        self.env.flush_all()
        self.env.invalidate_all()
        cases = self.env["gov.case"].with_user(self.clerk)
        cases = cases.with_context(gov_board="window", read_group_expand=True)
        found = cases.web_read_group(
            self.domain, ["state"], [], auto_unfold=True, unfold_read_specification={"number": {}, "lamp": {}}
        )
        return {group["state"]: group["__count"] for group in found["groups"]}, cases

    def test_columns(self):
        """W-092, W-093: what was applied for online stands beside the drafts, also when nothing has come."""
        board, _cases = self._board()
        self.assertEqual(list(board), COLUMNS)
        before = board["pre_submitted"]
        self._applied()
        self.env["gov.case"].with_user(self.citizen)._portal_open(self.labour_item.sudo())
        board, cases = self._board()
        self.assertEqual(board["pre_submitted"], before + 1, "what the citizen still writes is not on the board")
        bar = cases.read_progress_bar(self.domain, "state", BAR)
        self.assertEqual(sum(bar["pre_submitted"].values()), before + 1, "each has its lamp: the pre-acceptance")

    def test_received(self):
        """W-092: received, it goes on to the next column."""
        case = self._applied()
        before, _cases = self._board()
        case.with_user(self.clerk).action_receive()
        after, _cases = self._board()
        self.assertEqual(after["pre_submitted"], before["pre_submitted"] - 1)
        self.assertEqual(after["received"], before["received"] + 1)

    def test_queries(self):
        """W-093: the column is counted from the ledger; ten cards cost as many queries as one."""

        def cost():
            self._board()
            before = self.env.cr.sql_log_count
            _board, cases = self._board()
            cases.read_progress_bar(self.domain, "state", BAR)
            return self.env.cr.sql_log_count - before

        self._applied()
        few = cost()
        for number in range(9):
            self._applied(self._create_item(f"网上事项{number}", self.education))
        board, cases = self._board()
        self.assertGreaterEqual(board["pre_submitted"], 10)
        self.assertEqual(cost(), few)
        query = cases._search(self.domain)
        query.note("__count")
        self.assertIn("gov_case_tally", query.select(COUNT).code)
        self.assertEqual(cases.sudo()._tally_drift(), [])

"""The ledger that boards count by follows its table, whoever writes it and however."""

import random

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import GovCommon

LAMPS = ("green", "amber", "red", "grey", "done", None)


@tagged("post_install", "-at_install")
class TestTally(GovCommon):
    def setUp(self):
        super().setUp()
        self.cases = self.env["gov.case"]

    def _check(self):
        self.env.flush_all()
        self.assertEqual(self.cases._tally_drift(), [])

    def _ledger(self):
        return self.env.execute_query(SQL("SELECT * FROM gov_case_tally"))

    def test_follows_the_orm(self):
        """Creating, moving, changing the item and deleting: each is counted."""
        case = self._open_case()
        self._check()
        case.action_accept()
        self._check()
        drafts = self._open_case(receive=False) + self._open_case(receive=False)
        drafts[0].item_id = self.labour_item
        self._check()
        drafts.sudo().unlink()
        self._check()

    def test_follows_sql(self):
        """Statements that the ORM knows nothing of, of one row and of many, with values and without."""
        for _index in range(6):
            self._open_case(receive=False)
        self.env.flush_all()
        dice = random.Random(7)
        ids = self.cases.search([]).ids
        for _round in range(20):
            some = tuple(dice.sample(ids, dice.randint(1, len(ids))))
            self.env.cr.execute(
                SQL("UPDATE gov_case SET lamp = %s, state = %s WHERE id IN %s", dice.choice(LAMPS), "closed", some)
            )
            self._check()
        self.env.cr.execute(
            SQL(
                "UPDATE gov_case SET lamp = new.lamp FROM (VALUES %s) AS new (id, lamp) WHERE gov_case.id = new.id",
                SQL(", ").join(SQL("%s", (res_id, dice.choice(LAMPS[:5]))) for res_id in ids),
            )
        )
        self._check()
        self.env.invalidate_all()

    def test_writes_only_what_counts(self):
        """A change of a column that is not counted leaves the ledger alone."""
        case = self._open_case()
        self.env.flush_all()
        before = self._ledger()
        case.note = "改正"
        self.env.flush_all()
        self.assertEqual(self._ledger(), before)

    @mute_logger("odoo.sql_db")
    def test_rollback(self):
        """What is undone is not counted: a savepoint, and one within it."""
        self._open_case()
        self._check()
        before = self._counts()
        with self.env.cr.savepoint() as outer:
            self._open_case()
            with self.env.cr.savepoint() as inner:
                self._open_case()
                self._check()
                inner.rollback()
            self._check()
            outer.rollback()
        self._check()
        self.assertEqual(self._counts(), before)

    def _counts(self):
        return self.cases._read_group([], ["state", "lamp"], ["__count"])

    def test_random_operations(self):
        """Any mixture of operations, undone or not, summed up or not, never drifts."""
        dice = random.Random(20261122)
        for _round in range(40):
            with self.env.cr.savepoint() as savepoint:
                operation = dice.choice((self._one_more, self._one_less, self._relight, self.cases._tally_compact))
                operation()
                self.env.flush_all()
                if dice.random() < 0.3:
                    savepoint.rollback()
                    self.env.invalidate_all()
            self._check()

    def _one_more(self):
        self._open_case(receive=len(self.cases.search([])) % 2 == 0)

    def _one_less(self):
        self.cases.search([("state", "=", "draft")], limit=1).sudo().unlink()

    def _relight(self):
        self.cases.search([])._flow_write({"lamp": "red"})

    def test_compact(self):
        """Summed up, the ledger has one row for each combination there is, and says the same."""
        for _index in range(3):
            self._open_case().action_accept()
        self.env.flush_all()
        before = self._counts()
        self.env["gov.tally.mixin"]._cron_compact()
        rows = self._ledger()
        self.assertEqual(len({row[:-1] for row in rows}), len(rows))
        self.assertTrue(all(row[-1] > 0 for row in rows))
        self.assertEqual(self._counts(), before)
        self._check()

    def test_mend(self):
        """A ledger that was tampered with is found once a day, said in the log, and mended."""
        self._open_case()
        self.env.flush_all()
        self.cases._gc_tally_drift()
        self.env.cr.execute("UPDATE gov_case_tally SET tally = tally + 5")
        with self.assertLogs("odoo.addons.gov_base.models.gov_tally_mixin", "WARNING"):
            self.cases._gc_tally_drift()
        self._check()

    def test_install_on_a_filled_table(self):
        """The ledger is built where the records were there first, and again when it has other columns."""
        self._open_case()
        self.env.flush_all()
        before = self._counts()
        self.env.cr.execute("DROP TABLE gov_case_tally; CREATE TABLE gov_case_tally (state varchar, tally bigint)")
        self.cases.init()
        self._check()
        self.assertEqual(self._counts(), before)

    def test_truncate(self):
        """A table that is emptied at once has an empty ledger."""
        self._open_case()
        self.env.flush_all()
        self.env.cr.execute("TRUNCATE gov_case CASCADE")
        self.assertEqual(self._ledger(), [])
        self._check()
        self.env.invalidate_all()

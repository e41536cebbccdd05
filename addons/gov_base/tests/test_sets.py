import json

from odoo.tests import TransactionCase

from ..kernel import sets

TYPES = {"word": "text", "number": "int4", "day": "date", "said": "jsonb"}


class TestSets(TransactionCase):
    """One statement for few and many rows, with what they share sent once."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute(
            "CREATE TEMP TABLE gov_sets (id serial, word text, number int4, day date, said jsonb) ON COMMIT DROP"
        )

    def _rows(self, count, alike):
        return {
            "word": ["同" if alike else f"词{place}" for place in range(count)],
            "number": [None if alike or place % 3 == 0 else place for place in range(count)],
            "day": ["2026-11-27"] * count,
            "said": ['{"a": 1}' if alike or place % 2 else None for place in range(count)],
        }

    def _stored(self, ids):
        self.env.cr.execute(sets.select("gov_sets", ("word", "number", "day", "said")), [ids])
        by_id = {
            row_id: [word, number, str(day), said and json.dumps(said)]
            for row_id, word, number, day, said in self.env.cr.fetchall()
        }
        return [by_id[row_id] for row_id in ids]

    def _expected(self, rows):
        return [list(row) for row in zip(*rows.values(), strict=True)]

    def test_insert_and_update(self):
        """1, 20, 21 and 300 rows, all alike and all different, in their order; then every value of each changed."""
        for count in (1, sets.FEW, sets.FEW + 1, 300):
            for alike in (True, False):
                with self.subTest(count=count, alike=alike):
                    rows = self._rows(count, alike)
                    text, cells = sets.insert("gov_sets", TYPES, rows)
                    self.env.cr.execute(f"{text} RETURNING id", cells)
                    ids = [row_id for (row_id,) in self.env.cr.fetchall()]
                    self.assertEqual(self._stored(ids), self._expected(rows))
                    other = self._rows(count, not alike) | {"day": ["2027-01-01"] * count}
                    self.env.cr.execute(*sets.update("gov_sets", TYPES, ids, other))
                    self.assertEqual(self.env.cr.rowcount, count)
                    self.assertEqual(self._stored(ids), self._expected(other))

    def test_shared_values_are_sent_once(self):
        """What all rows share is one value of the statement, not a list of it."""
        text, cells = sets.insert("gov_sets", TYPES, self._rows(300, alike=False))
        self.assertEqual([type(cell) for cell in cells], [str, list, list, list])
        self.assertEqual(text.count("unnest"), 1)
        _text, cells = sets.update("gov_sets", TYPES, list(range(300)), {"word": ["同"] * 300})
        self.assertEqual(cells, ["同", list(range(300))])

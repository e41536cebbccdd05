import json
import re
import tempfile
from base64 import b64decode
from datetime import date, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from ..kernel import chain
from ..models.gov_event import STORED

HANDBOOK = Path(__file__).parents[3] / "docs/handbook/supervisor.md"


class TestAnchor(TransactionCase):
    def test_signed_and_linked(self):
        """The daily anchor is signed, names the one before, and is made once a day."""
        anchors = self.env["gov.anchor"]
        anchors._anchor(date(2026, 3, 2))
        second = anchors._anchor(date(2026, 3, 3))
        self.assertEqual(second.previous, anchors.search([("date", "=", "2026-03-02")]).signature)
        self.assertEqual(anchors._verify(), [])
        document = json.loads(b64decode(second.file))
        self.assertEqual((document["digest"], document["signature"]), (second.digest, second.signature))
        anchors._cron_anchor()
        count = anchors.search_count([])
        anchors._cron_anchor()
        self.assertEqual(anchors.search_count([]), count)

    def test_recipes_of_the_handbook(self):
        """I4: what the supervisor's handbook says is checked outside and inside the system, as it says it."""
        partners = self.env["res.partner"].create([{"name": "张三"}, {"name": "李四"}])
        self._happen(partners)
        anchor = self.env["gov.anchor"]._anchor(date(2026, 3, 2))
        blocks = re.findall(r"```python\n(.*?)```", HANDBOOK.read_text(encoding="utf-8"), re.DOTALL)
        [outside] = [text for text in blocks if "Ed25519PublicKey" in text]
        [inside] = [text for text in blocks if "jsonb_array_elements" in text]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "anchor-2026-03-02.json"
            path.write_bytes(b64decode(anchor.file))
            outside = outside.replace("anchor-2026-03-02.json", str(path))
            exec(outside)  # noqa: S102
            path.write_text(path.read_text().replace('"events": ', '"events": 1'))
            with self.assertRaises(InvalidSignature):
                exec(outside)  # noqa: S102
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "anchor-2026-03-02.json"
            path.write_bytes(b64decode(anchor.file))
            inside, question = inside.strip().replace("anchor-2026-03-02.json", str(path)).rsplit("\n", 1)
            self._happen(partners[0])
            self.assertTrue(self._ask(inside, question))
            self.env.cr.execute("ALTER TABLE gov_event DISABLE TRIGGER USER")
            self.env.cr.execute("UPDATE gov_event SET hash = reverse(hash) WHERE subject_id = %s", [partners[1].id])
            self.assertFalse(self._ask(inside, question))

    def _happen(self, partners):
        self.env["gov.event"]._append([(partner, {"kind": "identity.reveal"}) for partner in partners])
        self.env.flush_all()

    def _ask(self, statements, question):
        names = {"env": self.env}
        exec(statements, names)  # noqa: S102
        return eval(question, names)  # noqa: S307

    def _problems(self, **arguments):
        self.env.flush_all()
        self.env.invalidate_all()
        return [(one["date"], one["problem"]) for one in self.env["gov.anchor"]._verify(**arguments)]

    def _sql(self, query, *arguments):
        """What somebody who holds the database does."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE gov_event DISABLE TRIGGER USER")
        self.env.cr.execute(query, arguments)

    def _three(self):
        anchors, partner = self.env["gov.anchor"], self.env["res.partner"].create({"name": "张三"})
        found = []
        for day in (2, 3, 4):
            self._happen(partner)
            found.append(anchors._anchor(date(2026, 3, day)))
        self.assertEqual(self._problems(), [])
        return partner, *found

    def test_a_changed_anchor_is_found(self):
        """I4: a changed row, a row taken out, the newest and the oldest among them, and a file that differs."""
        _partner, first, second, third = self._three()
        self._sql("UPDATE gov_anchor SET events = events + 1 WHERE id = %s", second.id)
        self.assertEqual(self._problems(), [("2026-03-03", "signature"), ("2026-03-03", "file")])
        self._sql("UPDATE gov_anchor SET events = events - 1 WHERE id = %s", second.id)
        for taken, found in ((first, second), (second, third), (third, None)):
            with self.env.cr.savepoint() as savepoint:
                self._sql("DELETE FROM gov_anchor WHERE id = %s", taken.id)
                problems = self._problems()
                self.assertIn("removed", [problem for _date, problem in problems])
                if found:
                    self.assertIn((str(found.date), "link"), problems)
                savepoint.rollback()
        self._sql(
            "UPDATE ir_attachment SET db_datas = NULL, store_fname = NULL"
            " WHERE res_id = %s AND res_model = 'gov.anchor'",
            second.id,
        )
        self.assertEqual(self._problems(), [("2026-03-03", "file")])

    def test_a_new_key_is_found(self):
        """I4: anchors made anew with a new key: the old ones do not fit it, nor does what is left of their files."""
        _partner, first, _second, _third = self._three()
        self.env["ir.config_parameter"].set_param("gov_base.anchor_key", "11" * 32)
        self.assertIn((str(first.date), "key"), self._problems())
        self._sql("DELETE FROM gov_anchor")
        self.env["gov.anchor"]._anchor(date(2026, 3, 4))
        problems = [problem for _date, problem in self._problems()]
        self.assertEqual(problems, ["removed"] * 3)

    def test_a_rewritten_history_is_found(self):
        """I4: a chain that was computed anew as a whole, its head with it, fits itself and not the anchors."""
        partner, *_anchors = self._three()
        head = chain.GENESIS
        where = SQL("subject_model = 'res.partner' AND subject_id = %s", partner.id)
        for row in self.env["gov.event"]._events_where(where).fetchall():
            values = dict(zip(STORED, row, strict=True)) | {"reason": "另一个理由", "prev_hash": head}
            head = chain.digest(values)
            self._sql(
                "UPDATE gov_event SET reason = %s, prev_hash = %s, hash = %s"
                " WHERE subject_model = 'res.partner' AND subject_id = %s AND seq = %s",
                *(values["reason"], values["prev_hash"], head, partner.id, values["seq"]),
            )
        self._sql("UPDATE res_partner SET event_head = %s WHERE id = %s", head, partner.id)
        self.env.invalidate_all()
        self.assertEqual(self.env["gov.event"].verify_chain(partner.ids, "res.partner"), [], "it fits itself")
        self.assertEqual({problem for _date, problem in self._problems()}, {"log"})
        self.assertEqual(self._problems(logs_since=date(2026, 3, 4)), [("2026-03-04", "log")])

    def test_days_without_an_anchor(self):
        """I4: a day on which somebody worked and that no anchor closes is named."""
        anchors, partner = self.env["gov.anchor"], self.env["res.partner"].create({"name": "张三"})
        self.addCleanup(setattr, self.env.cr, "_now", None)
        now = self.env.cr.now()
        for days, anchored in ((0, True), (2, False), (4, True)):
            self.env.cr._now = now + timedelta(days=days)
            self._happen(partner)
            if anchored:
                anchors._anchor(self.env.cr._now.date())
        self.assertEqual([problem for _date, problem in self._problems()], ["day"])

    def test_nobody_writes_it(self):
        supervisor = new_test_user(self.env, "t_anchor", groups="gov_base.group_supervisor")
        anchor = self.env["gov.anchor"]._anchor(date(2026, 3, 2))
        with self.assertRaises(AccessError):
            anchor.with_user(supervisor).create({"date": "2026-03-05"})
        with self.assertRaises(AccessError):
            anchor.write({"digest": "0"})
        with self.assertRaises(UserError):
            anchor.unlink()

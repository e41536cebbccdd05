import json
import re
import tempfile
from base64 import b64decode
from datetime import date, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user

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
        [inside] = [text for text in blocks if "hashlib" in text]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "anchor-2026-03-02.json"
            path.write_bytes(b64decode(anchor.file))
            outside = outside.replace("anchor-2026-03-02.json", str(path))
            exec(outside)  # noqa: S102
            path.write_text(path.read_text().replace('"events": ', '"events": 1'))
            with self.assertRaises(InvalidSignature):
                exec(outside)  # noqa: S102
        inside, question = inside.strip().rsplit("\n", 1)
        inside = inside.replace("2026-03-02 18:00:05", str(anchor.at)).replace("摘要", anchor.digest)
        self.env.cr._now = self.env.cr.now() + timedelta(hours=1)
        self.addCleanup(setattr, self.env.cr, "_now", None)
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

    def test_a_changed_anchor_is_found(self):
        anchors = self.env["gov.anchor"]
        first, second = anchors._anchor(date(2026, 3, 2)), anchors._anchor(date(2026, 3, 3))
        self.env.flush_all()
        self.env.cr.execute("UPDATE gov_anchor SET events = events + 1 WHERE id = %s", [first.id])
        self.env.invalidate_all()
        self.assertEqual(anchors._verify(), ["2026-03-02"])
        self.env.cr.execute("UPDATE gov_anchor SET events = events - 1 WHERE id = %s", [first.id])
        self.env.cr.execute("DELETE FROM gov_anchor WHERE id = %s", [first.id])
        self.env.invalidate_all()
        self.assertEqual(anchors._verify(), [str(second.date)])

    def test_nobody_writes_it(self):
        supervisor = new_test_user(self.env, "t_anchor", groups="gov_base.group_supervisor")
        anchor = self.env["gov.anchor"]._anchor(date(2026, 3, 2))
        with self.assertRaises(AccessError):
            anchor.with_user(supervisor).create({"date": "2026-03-05"})
        with self.assertRaises(AccessError):
            anchor.write({"digest": "0"})
        with self.assertRaises(UserError):
            anchor.unlink()

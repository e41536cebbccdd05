from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestVersionPart(GovCommon):
    """W-018, W-023: what a published version consists of is as fixed as the version."""

    def _parts(self, version):
        """One part of each kind, with what to write on it."""
        version.question_ids = [
            Command.create(
                {"name": "谁办？", "answer_ids": [Command.create({"name": name}) for name in ("个人", "单位")]}
            )
        ]
        question = version.question_ids
        return {
            version.material_ids[0]: {"copies": 3},
            version.step_ids[0]: {"phone": "1"},
            question: {"note": "说明"},
            question.answer_ids[0]: {"advice": "去别处"},
        }

    def test_only_while_a_draft(self):
        """Each kind of part is made, changed and taken away in a draft, and never afterwards."""
        item = self._create_item("试行事项", self.education, publish=False)
        parts = self._parts(item.version_ids)
        for part, values in parts.items():
            part.write(values)
        item.version_ids.action_publish()
        for part, values in parts.items():
            with self.assertRaisesRegex(UserError, "draft a new version"):
                part.write(values)
            with self.assertRaisesRegex(UserError, "draft a new version"):
                part.unlink()
            with self.assertRaisesRegex(UserError, "draft a new version"):
                part.copy()

    def test_not_moved_into_a_published_one(self):
        """A part of a draft does not come into a published version by changing its version."""
        published = self.licence.version_id
        draft = published.copy()
        with self.assertRaisesRegex(UserError, "draft a new version"):
            draft.material_ids[0].version_id = published

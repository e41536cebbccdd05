import re

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestDepth(GovCommon):
    """W-007: every item states how deep it is handled, online at least 原件预审."""

    def test_on_site_says_why(self):
        """W-007: an item below 原件预审 is not published without a reason, and is not applied for online."""
        draft = self._create_item("现场采集事项", self.education, publish=False, depth="1").version_ids
        with self.assertRaisesRegex(UserError, "why it is handled on site"):
            draft.action_publish()
        draft.depth_reason = "需现场采集指纹"
        draft.action_publish()
        self.assertEqual(draft.state, "published")
        with self.assertRaises(UserError):
            draft.depth_reason = "改了"
        with self.assertRaisesRegex(UserError, "on site only"):
            self.env["gov.case"]._portal_open(draft.item_id)

    def test_deeper_needs_no_reason(self):
        """W-007: the four values are ordered, and the three deeper ones are published as they are."""
        selection = self.env["gov.item.version"]._fields["depth"]._description_selection(self.env)
        self.assertEqual([value for value, _label in selection], ["1", "2", "3", "4"])
        for depth in ("2", "3", "4"):
            item = self._create_item(f"事项{depth}", self.education, depth=depth)
            self.assertTrue(item.version_id)


@tagged("post_install", "-at_install")
class TestModes(GovCommon, HttpCase):
    """W-037: 马上办、网上办、就近办、一次办, 最多跑一次 and 一次不跑."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls._create_item
        cls.at_once = make("马上事项", cls.education, handling_class="instant", promised_days=0, visits=1)
        cls.on_site = make("往返事项", cls.education, depth="1", depth_reason="现场采集", visits=3)
        cls.no_visit = make("零跑事项", cls.education, depth="4", visits=0)
        cls.below = make("下沉事项", cls.education, visits=2)
        cls.env["gov.point"].create({"name": "巴彦浩特镇", "item_ids": [Command.set(cls.below.ids)]})

    def test_derived(self):
        """W-037: the ways follow from class, depth, visits and the service points, or are stated."""
        items = self.at_once | self.on_site | self.no_visit | self.below
        modes = items._modes()
        self.assertEqual(modes[self.at_once.id], ("instant", "online", "once"))
        self.assertNotIn(self.on_site.id, modes)
        self.assertEqual(modes[self.no_visit.id], ("online", "once", "none"))
        self.assertEqual(modes[self.below.id], ("online", "nearby"))
        self.on_site.nearby = True
        self.assertEqual(self.on_site._modes()[self.on_site.id], ("nearby",))
        self.assertEqual(self.on_site.with_user(self.clerk).mode_names, "Nearby")
        draft = self._create_item("未发布事项", self.education, publish=False)
        self.assertFalse(draft._modes())

    def test_queries(self):
        """The ways of many items cost as much as those of few."""
        for number in range(5):
            self._create_item(f"批量{number}", self.labour, visits=number % 3)
        items = self.env["gov.item"].search([])
        counts = []
        for some in (items[:2], items):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.sudo()._modes()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def _found(self, query):
        text = self.url_open(f"/gov/search?{query}").text
        return set(re.findall(r"(马上|往返|零跑|下沉)事项</a>", text)), text

    def test_search(self):
        """W-037: citizens search by the ways, together with words; a strange way is passed over."""
        self.assertEqual(self._found("q=事项&mode=instant")[0], {"马上"})
        self.assertEqual(self._found("q=事项&mode=nearby")[0], {"下沉"})
        self.assertEqual(self._found("q=事项&mode=once")[0], {"马上", "零跑"})
        found, text = self._found("q=事项&mode=none")
        self.assertEqual(found, {"零跑"})
        self.assertIn('name="mode" value="none"', text)
        everything = {"马上", "往返", "零跑", "下沉"}
        self.assertEqual(self._found("q=事项")[0] & everything, everything)
        self.assertEqual(self._found("q=事项&mode=%27;--")[0] & everything, everything)

    def test_pages(self):
        """W-037: home offers the ways, the guide page shows those of the item and why it is on site."""
        self.assertIn("/gov/search?mode=once", self.url_open("/gov").text)
        page = self.url_open(f"/gov/item/{self.no_visit._portal_slug()}").text
        self.assertIn("mode=none", re.search(r'id="item_modes".*?</p>', page, re.DOTALL)[0])
        self.assertIn("现场采集", self.url_open(f"/gov/item/{self.on_site._portal_slug()}").text)

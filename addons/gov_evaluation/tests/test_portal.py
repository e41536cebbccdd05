"""Every page of ours, asked for by everybody, with every kind of token."""

import re

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.gov_base.kernel.identity import mask

from .common import WholeCommon
from .test_guards import NOBODY, resident

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'--{{7*7}}"
TOKENS = ("none", "wrong", "other", "right")
#: who sees a case: without a token, with a wrong one, another case's, the right one
CASE_PAGE = {
    "anonymous": (404, 404, 404, 200),
    "owner": (200, 200, 200, 200),
    "agent": (200, 200, 200, 200),
    "stranger": (404, 404, 404, 200),
    "clerk": (200, 200, 200, 200),
    "handler": (200, 200, 200, 200),
    "other_department": (404, 404, 404, 200),
}
#: who gets the paper of a case as PDF; 303 leads to the login
PAPER = {
    "anonymous": 303,
    "owner": 200,
    "stranger": 404,
    "clerk": 404,
    "handler": 404,
    "other_department": 404,
}


@tagged("post_install", "-at_install")
class TestPortal(WholeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        portal = "base.group_portal"
        cls.people = {
            "owner": new_test_user(cls.env, "h_owner", groups=portal, name="王春花"),
            "agent": new_test_user(cls.env, "h_agent", groups=portal, name="赵代办"),
            "stranger": new_test_user(cls.env, "h_stranger", groups=portal, name="孙路人"),
            "clerk": cls.clerk,
            "handler": cls.handler,
            "other_department": cls._create_staff("h_other", "gov_approval.group_leader", department=cls.labour),
        }
        cls.number = resident("15290119900307123")
        cls.people["owner"].partner_id.gov_id_input = cls.number
        cls.case = cls._closed_case(cls.people["owner"].partner_id, cls.people["agent"].partner_id)
        cls.other_case = cls._closed_case(cls.people["stranger"].partner_id, cls.env["res.partner"])
        cls.evaluation, cls.other_evaluation = cls.case.evaluation_ids, cls.other_case.evaluation_ids
        cls.notice, cls.other_notice = cls.case.notice_ids.sorted("id")[0], cls.other_case.notice_ids.sorted("id")[0]
        cls.tokens = {
            "none": None,
            "wrong": "0" * 36,
            "other": cls.other_case._portal_ensure_token(),
            "right": cls.case._portal_ensure_token(),
        }

    @classmethod
    def _closed_case(cls, partner, agent):
        case = (
            cls.env["gov.case"]
            .with_user(cls.clerk)
            .create({"item_id": cls.licence.id, "partner_id": partner.id, "agent_id": agent.id})
        )
        case.action_all_received()
        case.action_receive()
        if agent:
            case.action_record_mandate()
        case.action_accept()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(cls.handler)
        task.action_sign()
        task.action_conclude("agree", "内部意见")
        case.with_user(cls.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(cls.handler).action_submit()
        result.with_user(cls.issuer).action_check()
        cls._hand_out(cls, result.with_user(cls.issuer))
        return case.with_user(cls.env.user).sudo()

    def _as(self, who):
        """Be somebody from now on."""
        login = self.people[who].login if who in self.people else None
        self.authenticate(login, login)

    @mute_logger("odoo.http")
    def _get(self, url, **params):
        params = {name: value for name, value in params.items() if value is not None}
        return self.url_open(url, params=params or None, allow_redirects=False)

    def _plain(self, page):
        """A page without what differs from request to request."""
        text = re.sub(r'csrf_token["\']?\s*[:=]\s*"[^"]*"', "", page.text)
        return re.sub(
            r"/my/(cases|notices)/\d+|redirect=[^\"&]*|[?&;]access_token=[^\"&]*|access_token%3D[^\"&]*", "", text
        )

    def test_case_page(self):
        """Owner, agent and who reads the case see it; others with its own token only."""
        missing = {}
        for who, expected in CASE_PAGE.items():
            self._as(who)
            url = f"/my/cases/{self.case.id}"
            pages = {name: self._get(url, access_token=self.tokens[name]) for name in TOKENS}
            self.assertEqual(tuple(pages[name].status_code for name in TOKENS), expected, who)
            missing[who] = self._get(f"/my/cases/{NOBODY}")
            self.assertEqual(missing[who].status_code, 404)
            for name, page in pages.items():
                if page.status_code == 404:
                    self.assertEqual(self._plain(page), self._plain(missing[who]), f"{who}, {name}: it exists")
                else:
                    self.assertIn(self.case.number, page.text)
                self._assert_nothing_personal(who, page)

    def _assert_nothing_personal(self, who, page):
        """No ID number; no full name but the reader's own; no token of a paper; nothing internal."""
        text = self._plain(page)
        self.assertNotIn(self.number, text)
        for other, user in self.people.items():
            if other != who and user.share:
                self.assertNotIn(user.name, text, f"{who} sees the name of {other}")
        for notice in self.case.notice_ids + self.other_case.notice_ids:
            self.assertNotIn(notice.token, text)
        for token in (self.other_evaluation.token, self.tokens["other"], self.case.tracking_code):
            self.assertNotIn(token, text)
        self.assertNotIn("内部意见", text)

    def test_own_list(self):
        """The list shows the own cases and those handled as agent, nobody else's."""
        for who, own in (("owner", True), ("agent", True), ("stranger", False)):
            self._as(who)
            for url in ("/my/cases", "/my/cases/page/1", "/my/cases/page/99"):
                page = self._get(url)
                self.assertEqual(page.status_code, 200)
                self.assertEqual(self.case.number in page.text, own, f"{who} {url}")
                self.assertEqual(self.other_case.number in page.text, not own, f"{who} {url}")
                self._assert_nothing_personal(who, page)
        self._as("anonymous")
        self.assertEqual(self._get("/my/cases").status_code, 303)

    def test_paper(self):
        """The paper goes to its addressee; to others it is as if there were none."""
        for who, expected in PAPER.items():
            self._as(who)
            page = self._get(f"/my/notices/{self.notice.id}/pdf", access_token=self.tokens["right"])
            self.assertEqual(page.status_code, expected, who)
            if expected == 200:
                self.assertEqual(page.headers["Content-Type"], "application/pdf")
            if expected == 404:
                missing = self._get(f"/my/notices/{NOBODY}/pdf")
                self.assertEqual(self._plain(page), self._plain(missing), who)
        self._as("owner")
        self.assertEqual(self._get(f"/my/notices/{self.other_notice.id}/pdf").status_code, 404)

    def test_public_check(self):
        """The token of a paper opens its check; the holder is masked; no other token does."""
        for who in ("anonymous", "stranger", "owner", "clerk"):
            self._as(who)
            self.env["gov.lookup.attempt"].search([]).unlink()  # the wrong codes of the one before
            page = self._get(f"/gov/check/{self.notice.token}")
            self.assertEqual(page.status_code, 200)
            self.assertIn(self.notice.number, page.text)
            self.assertIn("王**", page.text)
            self.assertNotIn(mask(self.number), page.text)
            self.assertNotIn(self.notice.content["tracking_code"], page.text)
            if who != "owner":
                self.assertNotIn("王春花", page.text)
            for token in (
                "0" * 16,
                self.notice.token[:-1],
                self.notice.token + "x",
                "%",
                "_" * 16,
                self.evaluation.token,
            ):
                self.assertEqual(self._get(f"/gov/check/{token}").status_code, 404, token)

    def test_rating_token(self):
        """The token opens the rating of its case only; a wrong one says nothing."""
        for who in ("anonymous", "owner", "stranger", "clerk", "other_department"):
            self._as(who)
            page = self._get(f"/gov/rate/{self.evaluation.token}")
            self.assertEqual(page.status_code, 200)
            self.assertIn(self.case.number, page.text)
            self.assertNotIn(self.other_case.number, page.text)
            self.assertNotIn(self.number, page.text)
            if who != "owner":
                self.assertNotIn("王春花", page.text)
            for token in ("0" * 16, self.evaluation.token[:-1], "%", self.notice.token, self.tokens["right"]):
                self.assertEqual(self._get(f"/gov/rate/{token}").status_code, 404, token)

    def _rate(self, evaluation, csrf=True, **values):
        url = f"/gov/rate/{evaluation.token}"
        if csrf:
            page = self._get(url)
            found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
            values["csrf_token"] = found[1] if found else ""
        with mute_logger("odoo.http"):
            answer = self.url_open(url, data=values, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def test_rating_needs_csrf(self):
        """A post from another site is refused and changes nothing."""
        self._as("anonymous")
        for values in ({"level": "1"}, {"level": "1", "csrf_token": "x"}):
            self.assertEqual(self._rate(self.evaluation, csrf=False, **values).status_code, 400)
        self.assertEqual(self.evaluation.state, "invited")

    def test_rating_is_bound_and_once(self):
        """A token rates its own case, once, whatever else the form carries."""
        self._as("anonymous")
        answer = self._rate(
            self.evaluation,
            level="1",
            comment="等太久",
            evaluation_id=self.other_evaluation.id,
            case_id=self.other_case.id,
            token=self.other_evaluation.token,
            state="invited",
            negative="",
        )
        self.assertIn(answer.status_code, (200, 303, 400))
        self.assertEqual(self.other_evaluation.state, "invited")
        if self.evaluation.state == "invited":
            self.assertEqual(self._rate(self.evaluation, level="1", comment="等太久").status_code, 303)
        self.assertEqual((self.evaluation.state, self.evaluation.level), ("rated", "1"))
        events = self.env["gov.event"].search_count([("kind", "=", "rate")])
        self._rate(self.evaluation, level="5", csrf_token=self._csrf())
        self.assertEqual((self.evaluation.level, self.evaluation.negative), ("1", True))
        self.assertEqual(self.env["gov.event"].search_count([("kind", "=", "rate")]), events)

    def _csrf(self):
        page = self._get(f"/gov/rate/{self.other_evaluation.token}")
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    def test_rating_refuses_other_levels(self):
        """No level but the five; what was written is not lost, and is shown escaped."""
        self._as("anonymous")
        for level in ("", "0", "6", "5 OR 1=1", "<b>5</b>"):
            page = self._rate(self.evaluation, level=level, comment=XSS)
            self.assertEqual(page.status_code, 200)
            self.assertIn("&lt;script&gt;alert(1)", page.text)
            self.assertNotIn("<script>alert(1)", page.text)
            self.assertNotIn("<img src=x", page.text)
        self.assertEqual(self.evaluation.state, "invited")

    def test_rating_with_script(self):
        """A script in a rating is text: to the web client, and on every page that shows it."""
        self._as("anonymous")
        self.assertEqual(self._rate(self.evaluation, level="2", comment=XSS).status_code, 303)
        self.assertEqual(self.evaluation.comment, XSS)
        for who, url in (("anonymous", f"/gov/rate/{self.evaluation.token}"), ("owner", f"/my/cases/{self.case.id}")):
            self._as(who)
            self.assertNotIn("alert(1)</script>", self._get(url).text)
        supervisor = self.env(user=self.supervisor)["gov.evaluation"]
        [row] = supervisor.web_search_read([("id", "=", self.evaluation.id)], {"comment": {}})["records"]
        self.assertEqual(row["comment"], XSS)
        field = supervisor.fields_get(["comment"])["comment"]
        self.assertEqual(field["type"], "text")  # the web client escapes text; it would not escape html

    @mute_logger("odoo.http")
    def test_other_methods(self):
        """A page answers to what it is made for, and to nothing else."""
        self._as("owner")
        for url in (f"/my/cases/{self.case.id}", "/my/cases", f"/gov/check/{self.notice.token}"):
            self.assertEqual(self.url_open(url, data={"a": "b"}).status_code, 400, url)
        for method in ("PUT", "DELETE", "PATCH"):
            answer = self.opener.request(method, self.base_url() + f"/gov/rate/{self.evaluation.token}")
            self.assertEqual(answer.status_code, 405, method)

"""What somebody who knows the framework tries by RPC, beyond the buttons: side doors to protected fields,
hidden numbers, stored files, histories. Every one of them is shut."""

import itertools

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_guards import Rpc, resident

NUMBER = resident("15290119900307123")
STAFF = ("internal", "guide", "clerk", "window_head", "handler", "leader", "issuer", "supervisor", "catalogue", "admin")


class Attacks(Rpc):
    def refused(self, role, model, method, *args, kind=UserError, **kwargs):
        """Expect that a call is refused in words."""
        error = self.attempt(lambda: self.rpc(role, model, method, *args, **kwargs))
        self.assertIsInstance(error, kind, (role, model, method, args, kwargs))

    def may(self, role, model, method, *args, **kwargs):
        """Expect that a call goes through; it is undone."""
        self.assertIsNone(self.attempt(lambda: self.rpc(role, model, method, *args, **kwargs)), (role, model, method))


@tagged("post_install", "-at_install")
class TestFiles(Attacks):
    """I1: what was handed in and signed for stays what it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        line = cls.records["gov.case.material"]["own"]
        vals = {"name": "file", "res_model": line._name, "res_field": "file", "res_id": line.id, "raw": b"handed in"}
        cls.files = {"file": cls.env["ir.attachment"].sudo().create(vals)}
        for name, record, field in (
            ("signature", cls.records["gov.result"]["own"], "signature"),
            ("receipt", cls.records["gov.delivery"]["own"], "signature"),
            ("anchor", cls.records["gov.anchor"]["own"], "file"),
        ):
            domain = [("res_model", "=", record._name), ("res_field", "=", field), ("res_id", "=", record.id)]
            cls.files[name] = cls.env["ir.attachment"].sudo().search(domain)
            assert cls.files[name]

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_stored_file(self):
        """The stored file behind a field is not written, removed, doubled, published or lent out."""
        for (name, file), role in itertools.product(self.files.items(), STAFF):
            with self.subTest(file=name, role=role):
                twin = {"name": "x", "raw": "x", "res_id": file.res_id}
                twin |= {"res_model": file.res_model, "res_field": file.res_field}
                for vals in ({"raw": "x"}, {"datas": "AAAA"}, {"public": True}, {"res_field": False}, {"res_id": 1}):
                    self.refused(role, "ir.attachment", "write", file.ids, vals)
                self.refused(role, "ir.attachment", "unlink", file.ids)
                self.refused(role, "ir.attachment", "generate_access_token", file.ids)
                self.refused(role, "ir.attachment", "create", twin)
                self.refused(role, "ir.attachment", "copy", file.ids)

    def test_file_hung_on_a_record(self):
        """A loose file does not become the file of a record."""
        case = self.records["gov.case"]["own"]
        loose = self.rpc("clerk", "ir.attachment", "create", {"name": "x", "raw": "forged"})
        self.refused("clerk", "ir.attachment", "write", [loose], self._place(self.files["file"]))
        chatter = {"name": "x", "raw": "x", "res_model": "gov.case", "res_id": case.id}
        self.may("clerk", "ir.attachment", "create", chatter)

    def _place(self, file):
        return {"res_model": file.res_model, "res_field": file.res_field, "res_id": file.res_id}

    def test_through_the_record(self):
        """Before acceptance the clerk replaces a file by way of its line, and after it nobody does."""
        draft = self.drafts["own"].material_ids
        for content in ("Zmlyc3Q=", "c2Vjb25k", False):
            self.rpc("clerk", "gov.case.material", "write", draft.ids, {"file": content})
        line = self.records["gov.case.material"]["own"]
        self.refused("clerk", "gov.case.material", "write", line.ids, {"file": "Zm9yZ2Vk"})

    def test_receipt(self):
        """I-004: when a result was handed out, to whom and on what signature stays; before, the desk writes it."""
        result = self.records["gov.result"]["own"]
        for role, vals in itertools.product(
            ("issuer", "handler"), ({"receiver_name": "他人"}, {"signature": False}, {"delivery_mode": "agent"})
        ):
            self.refused(role, "gov.result", "write", result.ids, vals)
        self._checked_result().write({"receiver_name": "某人"})


@tagged("post_install", "-at_install")
class TestIdentity(Attacks):
    """I10: a whole number is seen by one person, with reason and event."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.users["citizen"].partner_id
        cls.partner.gov_id_input = NUMBER
        cls.env.flush_all()

    def test_reveal_by_onchange(self):
        """A form that claims to be revealed, by this user, shows nothing; nor does a revealed one for a second
        person."""
        model, uid = "gov.identity.reveal", self.users["clerk"].id
        other = self.env["res.partner"].create({"name": "李四", "gov_id_input": resident("15290119850101123")})
        seen = self.rpc("clerk", model, "create", {"partner_id": other.id, "reason": "核对"})
        self.rpc("clerk", model, "action_reveal", [seen])
        mine = self.rpc("clerk", model, "create", {"partner_id": self.partner.id, "reason": "核对"})
        claim = {"partner_id": self.partner.id, "revealed": True, "reason": "x", "create_uid": uid}
        spec = {"number": {}, "partner_id": {}, "revealed": {}, "create_uid": {}}
        before = self.env["gov.event"].search_count([("kind", "=", "identity.reveal")])
        for ids, changed in itertools.product(([], [mine], [seen]), (["revealed"], ["partner_id"], [])):
            answer = self.rpc("clerk", model, "onchange", ids, claim, changed, spec)
            self.assertNotIn(NUMBER, str(answer), (ids, changed))
        for context in ({"default_revealed": True}, {"default_revealed": True, "default_create_uid": uid}):
            vals = {"partner_id": self.partner.id, "reason": "x"}
            made = self.rpc("clerk", model, "create", vals, context=context)
            self.assertFalse(self.rpc("clerk", model, "read", [made], ["number"])[0]["number"])
        self.refused("clerk", model, "web_save", [mine], {"revealed": True}, spec)
        self.refused("clerk", model, "write", [seen], {"partner_id": self.partner.id})
        self.assertEqual(self.env["gov.event"].search_count([("kind", "=", "identity.reveal")]), before)

    def test_template(self):
        """A message that asks the template engine for the number is refused."""
        body = '<p><t t-out="object.sudo().gov_id_number"/></p>'
        mail = {"model": "res.partner", "res_ids": str(self.partner.ids), "composition_mode": "mass_mail"}
        template = {"name": "x", "model_id": self.env["ir.model"]._get_id("res.partner"), "body_html": body}
        for role in STAFF:
            self.refused(role, "mail.template", "create", template)
            for vals in ({"body": body, "subject": "x"}, {"body": "x", "subject": "{{ object.sudo().gov_id_number }}"}):
                error = self.attempt(lambda: self._send(role, mail | vals))  # noqa: B023
                self.assertIsInstance(error, AccessError, (role, vals))

    def _send(self, role, vals):
        composer = self.rpc(role, "mail.compose.message", "create", vals)
        self.rpc(role, "mail.compose.message", "action_send_mail", [composer])

    def test_hidden_columns(self):
        """Grouped, sorted, counted, exported or asked for through another record, hidden columns stay hidden."""
        hidden = [("res.partner", "gov_id_number"), ("res.partner", "gov_id_hash"), ("gov.evaluation", "token")]
        for (model, name), role in itertools.product(hidden, STAFF):
            for method, args in (
                ("formatted_read_group", ([], [name], ["__count"])),
                ("formatted_read_group", ([], [], [f"{name}:count_distinct"])),
                ("formatted_read_group", ([], [], [f"{name}:array_agg"])),
                ("web_read_group", ([], [name])),
                ("web_search_read", ([], {name: {}})),
                ("search_read", ([], [name])),
                ("search", ([(name, ">", "a")],)),
            ):
                self.refused(role, model, method, *args)
            self.refused(role, model, "search", [], order=name)
        for role in ("guide", "handler", "supervisor"):  # the tracking code is between applicant and window
            self.refused(role, "gov.case", "search_count", [("tracking_code", "=like", "a%")])
            self.refused(role, "gov.case", "formatted_read_group", [], ["tracking_code"], ["__count"])
        self.refused("clerk", "gov.case", "search", [("partner_id.gov_id_hash", "!=", False)])
        self.refused(
            "clerk", "gov.case", "export_data", self.records["gov.case"]["own"].ids, ["partner_id/gov_id_number"]
        )

    def test_mask(self):
        """The mask, by which the issuing desk compares, follows the number and is not written beside it; the
        number fits the kind of the document."""
        for role in ("clerk", "window_head"):
            self.refused(role, "res.partner", "write", self.partner.ids, {"gov_id_masked": "1529************00"})
            self.refused(role, "res.partner", "create", {"name": "x", "gov_id_masked": "1529************00"})
            self.refused(role, "res.partner", "write", self.partner.ids, {"gov_id_kind": "uscc"})
            self.refused(role, "res.partner", "write", self.partner.ids, {"gov_id_number": NUMBER})
        other = {"gov_id_kind": "passport", "gov_id_input": "E12345678"}
        self.may("clerk", "res.partner", "write", self.partner.ids, other)


@tagged("post_install", "-at_install")
class TestSideDoors(Attacks):
    """Protected fields by other ways than a plain write."""

    def test_head_of_a_history(self):
        """I4: sequence and head of a chain are nobody's, on a person's record either."""
        partner = self.users["citizen"].partner_id
        for vals in ({"event_seq": 0}, {"event_seq": 7}, {"event_head": "x"}):
            self.refused("clerk", "res.partner", "write", partner.ids, vals, kind=AccessError)
        self.refused("clerk", "res.partner", "create", {"name": "x", "event_seq": 7}, kind=AccessError)
        context = {"default_event_seq": 7, "default_event_head": "x"}
        for model, role, vals in (
            ("res.partner", "clerk", {"name": "x"}),
            ("gov.case", "clerk", self.vals["own"]["gov.case"]),
            ("gov.authorization", "catalogue", self.vals["own"]["gov.authorization"]),
        ):
            made = self.rpc(role, model, "create", vals, context=context)
            record = self.env[model].browse(made)
            self.assertEqual((record.event_seq, record.event_head), (0, False))

    def test_import_copy_and_quick_create(self):
        """Import, copy with other values, quick creation, sorting and the form's save are no ways around."""
        case = self.records["gov.case"]["own"]
        vals = self.vals["own"]["gov.case"]
        answers = [
            self.rpc("clerk", "gov.case", "load", ["item_id/.id", "partner_id/.id", name], [[*map(str, ids), value]])
            for ids in ((vals["item_id"], vals["partner_id"]),)
            for name, value in (("state", "closed"), ("number", "N9"), ("due_date", "2030-01-01"), ("lamp", "green"))
        ]
        answers.append(self.rpc("clerk", "gov.case", "load", [".id", "lamp"], [[str(case.id), "green"]]))
        for answer in answers:
            self.assertFalse(answer["ids"])
            self.assertTrue(answer["messages"])
        self.refused("clerk", "gov.case", "name_create", "N77")
        self.refused("clerk", "gov.case", "copy", case.ids, {"state": "accepted"})
        self.refused("clerk", "gov.case", "web_save", case.ids, {"state": "closed"}, {})
        self.refused("clerk", "gov.case", "web_resequence", case.ids, {}, field_name="supplement_count", offset=5)

    def test_copy_begins_anew(self):
        """W-074: the copy of a case has no number, no dates, no lamp, no code, and a chain of its own."""
        case = self.records["gov.case"]["own"]
        [made] = self.rpc("clerk", "gov.case", "copy", case.ids)
        copy = self.env["gov.case"].browse(made)
        self.assertEqual((copy.state, copy.event_seq), ("draft", 0))
        names = ("number", "tracking_code", "access_token", "due_date", "lamp", "acceptor_id", "decision", "closed_at")
        self.assertFalse([name for name in names if copy.sudo()[name]])
        self.assertFalse([name for name in ("term_ids", "notice_ids", "task_ids", "result_ids") if copy.sudo()[name]])

    def test_notice(self):
        """A paper keeps its addressee, its case, who issued it; that it was read online the portal alone says."""
        notice, case = self.records["gov.notice"]["own"], self.records["gov.case"]["own"]
        stranger = self.users["agent"].partner_id
        other = self.records["gov.case"]["other"]
        for role in ("guide", "clerk", "handler", "issuer", "admin"):
            for vals in (
                {"partner_id": stranger.id},
                {"case_id": other.id},
                {"user_id": self.users["admin"].id},
                {"company_id": self.abroad.id},
                {"department_id": other.department_id.id},
            ):
                self.refused(role, "gov.notice", "write", notice.ids, vals, kind=AccessError)
        for command in ([3, notice.id], [5], [2, notice.id], [6, 0, []]):
            self.refused("clerk", "gov.case", "write", case.ids, {"notice_ids": [command]})
        for channel in ("portal", "mail", "nonsense", ""):
            self.refused("clerk", "gov.notice", "action_deliver", notice.ids, channel)
        self.may("clerk", "gov.notice", "action_deliver", notice.ids, "counter")

    def test_hand_over_sheet(self):
        """W-085: a sheet goes from the centre to the department that signed for it."""
        sheet = self.records["gov.handover"]["own"]
        for role in ("department", "handler", "main_head"):
            for vals in ({"department_id": self.labour.id}, {"company_id": self.abroad.id}, {"line_ids": [[5]]}):
                self.refused(role, "gov.handover", "write", sheet.ids, vals, kind=AccessError)

    def test_checklist(self):
        """W-021: a line stays in its case and about its material; none is added after acceptance."""
        draft, case = self.drafts["own"], self.records["gov.case"]["own"]
        line, strange = draft.material_ids[0], self.labour_item.version_id.material_ids[0]
        for vals in ({"case_id": case.id}, {"material_id": strange.id}):
            self.refused("clerk", "gov.case.material", "write", line.ids, vals)
            self.refused("clerk", "gov.case", "write", draft.ids, {"material_ids": [[1, line.id, vals]]})
        item = self._create_item("场地备案", self.education, publish=False)
        item.version_ids.material_ids[0].required = False
        item.version_ids.action_publish()
        accepted = self._open_case(item=item, receive=False)
        material = accepted.material_ids[0].material_id
        accepted.material_ids[0].unlink()
        accepted.action_receive()
        missing = {"case_id": accepted.id, "material_id": material.id, "state": "verified"}
        self.may("clerk", "gov.case.material", "create", missing)
        accepted.action_accept()
        self.refused("clerk", "gov.case.material", "create", missing)

    def test_published_item(self):
        """I4: what was published is archived and not deleted, so that its history has its record."""
        item = self._create_item("新事项", self.education)
        self.refused("catalogue", "gov.item", "unlink", item.ids)
        self.may("catalogue", "gov.item", "action_archive", item.ids)
        draft = self._create_item("草拟事项", self.education, publish=False)
        self.may("catalogue", "gov.item", "unlink", draft.ids)

    def test_wizard_of_reasons(self):
        """What is no list of records is refused in words."""
        for ids in ({"a": 1}, ["x"], "abc", [None], 7):
            vals = {"res_model": "gov.case", "res_ids": ids, "action": "refuse_acceptance", "reason": "x"}
            wizard = self.rpc("clerk", "gov.flow.reason", "create", vals)
            self.refused("clerk", "gov.flow.reason", "action_confirm", [wizard])


@tagged("post_install", "-at_install")
class TestPower(Attacks):
    """Whom a posting, a company or a message gives power."""

    def test_archived_posting(self):
        """A posting that was archived gives no power, whatever context its holder sends."""
        self.clerk.gov_posting_ids.action_archive()
        self.env.registry.clear_all_caches()
        for context in ({"active_test": False}, {}):
            [row] = self.rpc(self.clerk, "res.users", "read", [self.clerk.id], ["gov_window_ids"], context=context)
            self.assertFalse(row["gov_window_ids"], context)

    def test_who_posts_to_departments(self):
        """A head of windows posts to windows; power over a department's cases the administrator gives."""
        today = self.company._gov_today()
        vals = {"user_id": self.leader.id, "department_id": self.labour.id, "capacity": "staff", "date_start": today}
        self.refused("window_head", "gov.posting", "create", vals)
        self.may("admin", "gov.posting", "create", vals)
        posting = self.env["gov.posting"].create(
            vals
            | {"user_id": self.clerk.id, "department_id": False, "window_id": self.window.id, "capacity": "clerk"}
            | {"trained_on": today, "practised_on": today}
        )
        self.refused("window_head", "gov.posting", "write", posting.ids, {"department_id": self.labour.id})
        self.may("window_head", "gov.posting", "write", posting.ids, {"date_end": "2079-01-01"})
        staff = self.handler.gov_posting_ids
        self.refused("window_head", "gov.posting", "write", staff.ids, {"user_id": self.users["window_head"].id})

    def test_other_centres(self):
        """A company that is not one's own is not entered by naming it."""
        for role in STAFF:
            domain = [("company_id", "=", self.abroad.id)]
            companies = {"allowed_company_ids": self.abroad.ids}
            self.refused(role, "gov.case", "search_count", domain, kind=AccessError, context=companies)
            for context in ({"allowed_company_ids": []}, {"force_company": self.abroad.id}):
                found = []
                error = self.attempt(
                    lambda: found.append(self.rpc(role, "gov.case", "search_count", domain, context=context))  # noqa: B023
                )
                self.assertTrue(found == [0] or isinstance(error, AccessError), (role, context, found, error))

    def test_messages_and_followers(self):
        """Who does not read a case does not read its messages, follow it, plan on it or write to it."""
        case = self.records["gov.case"]["other"]
        case.message_post(body="内部", subtype_xmlid="mail.mt_note")
        own = self.records["gov.case"]["own"]
        own.message_post(body="内部", subtype_xmlid="mail.mt_note")
        stranger = new_test_user(self.env, "a_stranger", groups="base.group_portal")
        for role in ("internal", "handler", "department", "citizen", stranger):
            domain = [("model", "=", "gov.case"), ("res_id", "=", case.id)]
            found = []
            self.attempt(lambda: found.extend(self.rpc(role, "mail.message", "search", domain)))  # noqa: B023
            self.assertFalse(found, role)
            partner = (self.users[role] if isinstance(role, str) else role).partner_id
            self.refused(role, "gov.case", "message_post", case.ids, body="x")
            follower = {"res_model": "gov.case", "res_id": case.id, "partner_id": partner.id}
            self.refused(role, "mail.followers", "create", follower)
            self.attempt(lambda: self.rpc(role, "gov.case", "message_subscribe", case.ids, partner.ids))  # noqa: B023
            self.assertNotIn(partner, case.message_partner_ids)
            activity = {"res_model_id": self.env["ir.model"]._get_id("gov.case"), "res_id": case.id}
            self.refused(role, "mail.activity", "create", activity)
        bodies = self.rpc("citizen", "mail.message", "search_read", [("model", "=", "gov.case")], ["body"])
        self.assertNotIn("内部", str(bodies))

    def test_citizen_does_not_read_the_whole_history(self):
        """By RPC a citizen does not read the time-line of the staff, of a case or of the own person."""
        case = self.records["gov.case"]["own"]
        self.refused("citizen", "gov.case", "read", case.ids, ["event_timeline"])
        self.refused("citizen", "res.partner", "read", self.users["citizen"].partner_id.ids, ["event_timeline"])
        self.assertTrue(self.rpc("handler", "gov.case", "read", case.ids, ["event_timeline"])[0]["event_timeline"])


@tagged("post_install", "-at_install")
class TestAddresses(Attacks, HttpCase):
    """Papers and files by their addresses."""

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_papers_and_files(self):
        """Who may not read the record gets neither its paper, in any form, nor its file."""
        stranger = new_test_user(self.env, "a_stranger", groups="base.group_portal")
        notice, result = self.records["gov.notice"]["foreign"], self.records["gov.result"]["foreign"]
        handover, delivery = self.records["gov.handover"]["foreign"], self.records["gov.delivery"]["foreign"]
        urls = [
            *(f"/report/{form}/gov_base.gov_notice_report/{notice.id}" for form in ("pdf", "html", "text")),
            *(f"/report/{form}/gov_base.gov_notice_slip_report/{notice.id}" for form in ("pdf", "html")),
            *(f"/report/{form}/gov_window.gov_handover_report/{handover.id}" for form in ("pdf", "html")),
            f"/web/content/gov.result/{result.id}/signature",
            f"/web/content/gov.delivery/{delivery.id}/signature",
            f"/web/content/gov.delivery/{delivery.id}/signature?access_token={'0' * 64}o0x7fffffff",
            f"/web/image/gov.delivery/{delivery.id}/signature",
        ]
        for login in (None, stranger.login, "m_internal", "m_clerk", "m_handler", "m_supervisor"):
            self.authenticate(login, login)
            for url in urls:
                answer = self.url_open(url, allow_redirects=False)
                refused = answer.status_code != 200 or self._is_placeholder(answer)
                self.assertTrue(refused, f"{login}: {url}")

    def _is_placeholder(self, answer):
        return answer.headers.get("Content-Disposition", "").find("placeholder") >= 0

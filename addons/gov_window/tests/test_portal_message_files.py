import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.gov_case_message import MOST_FILES
from .test_portal_application import PDF, picture
from .test_portal_conversation import ConversationCommon
from .test_portal_upload import VIRUS, Scanner


def sent(name, content):
    """A file as the web client sends it."""
    return {"name": name, "data": base64.b64encode(content).decode()}


@tagged("post_install", "-at_install")
class TestMessageFiles(ConversationCommon):
    """W-056, W-099: files with the messages between applicant and window, both ways."""

    def setUp(self):
        super().setUp()
        self.case = self._open_case()
        self.own = self._own(self.case)
        self.url = f"/my/cases/{self.case.id}"

    def _names(self):
        return [[file["name"] for file in line["files"]] for line in self.own._conversation()]

    def _upload(self, content, name, files=None, **values):
        page = self.url_open("/gov/progress")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        with mute_logger("odoo.http"):
            return self.url_open(
                f"{self.url}/message",
                data={"csrf_token": token, **values},
                files=files or {"file": (name, content)},
                allow_redirects=False,
            )

    def test_both_ways(self):
        """W-056: the applicant's file goes with his next message, the window's with its answer; the events name them
        with their digests; nothing stays behind on the way."""
        self.own._portal_attach(PDF, "C:\\我的\\说明.pdf")
        self.assertEqual(self._names(), [])
        self.own._portal_write("请看附件")
        self.case.action_write_applicant("样式见附件。", [sent("样式.png", picture("PNG"))])
        self.assertEqual(self._names(), [["说明.pdf"], ["样式.png"]])
        events = self.env["gov.event"].search([("kind", "like", "message.%"), ("subject_id", "=", self.case.id)])
        self.assertEqual([list(event.data["files"]) for event in events.sorted("seq")], [["说明.pdf"], ["样式.png"]])
        self.assertFalse(self.env["gov.upload"].search([]))
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", "gov.upload")]))

    def test_twice_is_once(self):
        """The same words with the same file again change nothing; another file is another message."""
        for _press in range(2):
            self.own._portal_attach(PDF, "说明.pdf")
            self.own._portal_write("请看附件")
        self.case.action_write_applicant("", [sent("样式.png", picture("PNG"))])
        self.case.action_write_applicant("", [sent("样式.png", picture("PNG"))])
        self.assertEqual(self._names(), [["说明.pdf"], ["样式.png"]])
        self.own._portal_attach(picture("JPEG"), "照片.jpg")
        self.own._portal_write("请看附件")
        self.assertEqual(len(self._names()), 3)
        with self.assertRaisesRegex(UserError, "write something"):
            self.own._portal_write("")

    def test_refused(self):
        """W-093: disguised, damaged, empty, too large, too many: in words, by the checks of every upload."""
        large = PDF[:-6] + b"0" * self.case._upload_limit() + b"%%EOF\n"
        bad = {
            "in truth": (PDF, "照片.jpg"),
            "is not a PDF": (b"MZ" + b"\0" * 100, "表.pdf"),
            "empty": (b"", "表.pdf"),
            "larger": (large, "表.pdf"),
        }
        for message, (content, name) in bad.items():
            with self.assertRaisesRegex(UserError, message):
                self.own._portal_attach(content, name)
            with self.assertRaisesRegex(UserError, message):
                self.case.action_write_applicant("附件", [sent(name, content)])
        for files in (
            "x",
            [1],
            [{}],
            [{"name": "a.pdf"}],
            [{"name": "a.pdf", "data": "%%%"}],
            [{"name": 1, "data": 2}],
            {"a": 1},
        ):
            with self.assertRaises(UserError):
                self.case.action_write_applicant("附件", files)
        with self.assertRaisesRegex(UserError, "At most"):
            self.case.action_write_applicant("附件", [sent("a.pdf", PDF)] * (MOST_FILES + 1))
        for number in range(MOST_FILES):
            self.own._portal_attach(PDF, f"{number}.pdf")
        with self.assertRaisesRegex(UserError, "At most"):
            self.own._portal_attach(PDF, "6.pdf")
        self.assertEqual(self._names(), [])

    def test_virus(self):
        """W-093: what the scanner refuses is not taken, and who sent it is on record."""
        scanner = Scanner()
        self.addCleanup(scanner.close)
        self.env["ir.config_parameter"].set_param("gov_window.clamd", scanner.address)
        with self.assertRaisesRegex(UserError, "Eicar-Test"):
            self.case.action_write_applicant("附件", [sent("坏.pdf", VIRUS)])
        self.env.flush_all()
        self.authenticate("c_citizen", "c_citizen")
        answer = self._upload(VIRUS, "坏.pdf", text="请看")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Eicar-Test", answer.text)
        self.env.invalidate_all()
        event = self.env["gov.event"].search([("kind", "=", "upload.infected"), ("subject_id", "=", self.case.id)])
        self.assertEqual((event.data["file"], event.user_id), ("坏.pdf", self.citizen))
        self.assertEqual(self._names(), [])

    def test_who_reads_it(self):
        """W-056: exactly who reads the message reads its file: applicant, agent and the case's staff; not strangers,
        not other staff, not who only holds the link; a file of another place of the case is none of a message."""
        self.case.action_write_applicant("样式见附件。", [sent("样式.png", picture("PNG"))])
        [line] = self.own._conversation()
        file = line["files"][0]["id"]
        attachment = self.env["ir.attachment"].browse(file)
        self.assertEqual(attachment.with_user(self.clerk).raw, picture("PNG"))
        self.assertEqual(attachment.with_user(self.citizen).raw, picture("PNG"))
        for user in (self.stranger, self.receiver, self.department_clerk):
            with self.assertRaises(AccessError):
                attachment.with_user(user).read(["raw"])
        internal = self.env["ir.attachment"].create(
            {"name": "内部.pdf", "res_model": "gov.case", "res_id": self.case.id, "raw": PDF}
        )
        token = self.case._portal_ensure_token()
        self.env.flush_all()
        address = f"{self.url}/message/{file}"
        self.authenticate("c_citizen", "c_citizen")
        answer = self.url_open(address)
        self.assertEqual((answer.status_code, answer.content), (200, picture("PNG")))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn(address, self.url_open(self.url).text)
        other = self._open_case()
        self.env.flush_all()
        for wrong in (
            f"{self.url}/message/{internal.id}",
            f"{self.url}/message/99999999",
            f"/my/cases/{other.id}/message/{file}",
        ):
            self.assertEqual(self.url_open(wrong).status_code, 404, wrong)
        self.authenticate("c_stranger", "c_stranger")
        self.assertEqual(self.url_open(address).status_code, 404)
        self.assertEqual(self.url_open(f"/web/content/{file}").status_code, 404)
        self.authenticate(None, None)
        self.assertNotEqual(self.url_open(f"{address}?access_token={token}", allow_redirects=False).status_code, 200)
        self.assertNotIn(address, self.url_open(f"{self.url}?access_token={token}").text)

    def test_nobody_elses_draft(self):
        """What waits for a message is the writer's: the agent's message does not take it along, and nobody throws it
        away for him."""
        agent = self.stranger
        self.case.agent_id = agent.partner_id
        self.own._portal_attach(PDF, "我的.pdf")
        waiting = self.own._waiting_files()
        self.case.with_user(agent)._portal_detach(waiting.id)
        self.case.with_user(agent)._portal_write("代办人来信")
        self.assertEqual(self._names(), [[]])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            waiting.sudo(False).with_user(agent).read(["name"])
        self.own._portal_detach(waiting.id)
        self.assertFalse(waiting.exists())

    def test_pages(self):
        """W-093: sent with the form alone: what is taken stays, also when another file or the message is refused;
        what was typed stays; taken away again; a foreign case is a missing one."""
        self.env.flush_all()
        self.authenticate("c_citizen", "c_citizen")
        files = [("file", ("好.pdf", PDF)), ("file", ("坏.pdf", b"MZ"))]
        answer = self._upload(None, None, files=files, text="请看附件")
        self.assertEqual(answer.status_code, 422)
        for said in ("is not a PDF", "请看附件", "好.pdf"):
            self.assertIn(said, answer.text)
        self.env.invalidate_all()
        self.assertEqual(self._names(), [])
        waiting = self.own._waiting_files()
        self.assertEqual(waiting.mapped("name"), ["好.pdf"])
        page = self.url_open(self.url).text
        self.assertIn("好.pdf", page[page.index('id="waiting_files"') :])
        self.assertEqual(self._post(f"{self.url}/message", text="请看附件").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self._names(), [["好.pdf"]])
        self._upload(PDF, "再来.pdf", text="长" * 3000)
        self.env.invalidate_all()
        waiting = self.own._waiting_files()
        for upload in ("", "x", "99999999", str(waiting.id)):
            self.assertEqual(self._post(f"{self.url}/message", do="remove", upload=upload).status_code, 303)
        self.env.invalidate_all()
        self.assertFalse(self.own._waiting_files())
        self.authenticate("c_stranger", "c_stranger")
        self.assertEqual(self._upload(PDF, "a.pdf", text="x").status_code, 404)
        self.assertEqual(self._post(f"{self.url}/message/upload", name="a.pdf", size="9").status_code, 404)
        self.env.invalidate_all()
        self.assertFalse(self.env["gov.upload"].search([]))

    def test_in_parts(self):
        """W-093: in parts, gone on with after a break, checked as a whole; too large is said at once."""
        self.env.flush_all()
        self.authenticate("c_citizen", "c_citizen")
        limit = self.case._upload_limit()
        answer = self._post(f"{self.url}/message/upload", name="大.pdf", size=str(limit + 1), fingerprint="1")
        self.assertEqual(answer.status_code, 422)
        about = {"name": "说明.pdf", "size": str(len(PDF)), "fingerprint": "1"}
        begun = self._post(f"{self.url}/message/upload", **about).json()
        page = self.url_open("/gov/progress").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]

        def part(offset, content):
            return self.url_open(
                f"/my/uploads/{begun['upload']}",
                data={"csrf_token": token, "offset": str(offset)},
                files={"part": ("part", content)},
            )

        self.assertEqual(part(0, PDF[:20]).json()["offset"], 20)
        self.assertEqual(self._post(f"{self.url}/message/upload", **about).json()["offset"], 20)
        self.assertTrue(part(20, PDF[20:]).json()["done"])
        self.env.invalidate_all()
        self.assertEqual(self.own._waiting_files()._content(), PDF)
        self.case.action_withdraw("不办了")
        self.env.flush_all()
        self.assertEqual(self._post(f"{self.url}/message/upload", **about).status_code, 422)

    def test_constant_queries(self):
        """Twenty messages with files are read with as many queries as two."""
        for number in range(2):
            self.case.action_write_applicant(f"{number}", [sent(f"{number}.pdf", PDF)])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.case._conversation()
        few = self.env.cr.sql_log_count - before
        for number in range(2, 20):
            self.case.action_write_applicant(f"{number}", [sent(f"{number}.pdf", PDF)])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(self.case._conversation()), 20)
        self.assertEqual(self.env.cr.sql_log_count - before, few)

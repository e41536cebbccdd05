import base64
import errno
import os
import re
import socket
import struct
import threading
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_attachment import IrAttachment

from ..kernel import clamd
from .common import GovCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
VIRUS = PDF[:-6] + b"X5O!P%@AP-TEST" + PDF[-6:]


def read_exactly(connection, size):
    found = b""
    while len(found) < size:
        found += connection.recv(size - len(found))
    return found


class Scanner:
    """A scanner on a local socket that finds what contains X5O!P%@AP."""

    def __init__(self, answer=None):
        self.answer = answer
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection:
                read_exactly(connection, 10)
                content = b""
                while size := struct.unpack(">I", read_exactly(connection, 4))[0]:
                    content += read_exactly(connection, size)
                found = b"Eicar-Test FOUND" if b"X5O!P%@AP" in content else b"OK"
                connection.sendall(self.answer or b"stream: " + found + b"\0")

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)


@tagged("post_install", "-at_install")
class TestPortalUpload(GovCommon, HttpCase):
    """W-093: uploads that go on after a break, the scan, and a storage that is full."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "p_citizen", groups="base.group_portal", name="王春花")
        cls.stranger = new_test_user(cls.env, "p_stranger", groups="base.group_portal", name="孙路人")
        cls.case = cls.env["gov.case"].with_user(cls.citizen)._portal_open(cls.licence.sudo())
        cls.line = cls.case.material_ids[0]

    def setUp(self):
        super().setUp()
        self.authenticate("p_citizen", "p_citizen")
        page = self.url_open("/gov/progress")
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    def _post(self, url, files=None, **values):
        with mute_logger("odoo.http"):
            answer = self.url_open(url, data=values | {"csrf_token": self.token}, files=files, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def _begin(self, content, name="表.pdf", line=None):
        line = line or self.line
        url = f"/my/cases/{line.case_id.id}/materials/{line.id}/upload"
        return self._post(url, name=name, size=str(len(content)), fingerprint="1")

    def _part(self, upload, offset, part):
        return self._post(f"/my/uploads/{upload}", files={"part": ("p", part)}, offset=str(offset))

    def _send(self, content, name="表.pdf"):
        return self._part(self._begin(content, name).json()["upload"], 0, content)

    def test_in_parts(self):
        """Asked where to go on; a repeated part changes nothing; a wrong one is told the right place."""
        begun = self._begin(PDF).json()
        self.assertEqual(begun["offset"], 0)
        upload = begun["upload"]
        self.assertEqual(self._part(upload, 0, PDF[:20]).json(), {"offset": 20, "done": False})
        self.assertEqual(self._part(upload, 0, PDF[:20]).json(), {"offset": 20, "done": False})
        for offset in (10, 30):
            wrong = self._part(upload, offset, PDF[offset:])
            self.assertEqual((wrong.status_code, wrong.json()), (409, {"offset": 20}))
        self.assertEqual(self._begin(PDF).json(), {"upload": upload, "offset": 20}, "another tab goes on with it")
        self.assertFalse(self.line.sudo().file)
        self.assertTrue(self._part(upload, 20, PDF[20:]).json()["done"])
        self.assertTrue(self._part(upload, 20, PDF[20:]).json()["done"], "the answer was lost")
        self.assertEqual(self.line._portal_file()[0], PDF)
        self.assertEqual(self.line.scan_state, "unscanned")
        files = self.env["ir.attachment"].search([("res_model", "=", "gov.upload"), ("res_id", "=", upload)])
        self.assertFalse(files)

    def test_refused(self):
        """A disguised file, one too large, an empty one: said in words; nothing of them stays."""
        limit = self.line._upload_limit()
        self.assertIn(
            "larger",
            self._post(
                f"/my/cases/{self.case.id}/materials/{self.line.id}/upload", name="a.pdf", size=str(limit + 1)
            ).json()["error"],
        )
        self.assertEqual(self._begin(b"").status_code, 422)
        for content, name, word in ((b"MZ" + b"x" * 40, "a.pdf", "not a PDF"), (PDF, "a.jpg", "in truth")):
            answer = self._send(content, name)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(word, answer.json()["error"])
        self.assertFalse(self.env["gov.upload"].search([]))
        self.assertFalse(self.line.sudo().file)
        upload = self._begin(PDF).json()["upload"]
        self.assertEqual(self._part(upload, 0, PDF + b"x").status_code, 409, "longer than announced")

    def test_strangers(self):
        """Somebody else's upload or line is as if there were none; nobody sees it by RPC."""
        upload = self._begin(PDF).json()["upload"]
        self.authenticate("p_stranger", "p_stranger")
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open("/gov/progress").text)[1]
        self.assertEqual(self._part(upload, 0, PDF).status_code, 404)
        self.assertEqual(self._begin(PDF).status_code, 404)
        for user in (self.stranger, self.clerk):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                self.env["gov.upload"].with_user(user).browse(upload).read(["name"])

    def test_limits(self):
        """So many unfinished uploads and no more, by parameter."""
        profile = self.env["gov.profile"].create(
            {"name": "小", "line_ids": [(0, 0, {"name": "upload_open", "value": "2"})]}
        )
        self.company.gov_profile_id = profile
        for size in (1, 2):
            self.assertEqual(self._begin(PDF + b"x" * size).status_code, 200)
        self.assertEqual(self._begin(PDF).status_code, 422)
        self.assertEqual(self._begin(PDF + b"x").status_code, 200, "one that is known goes on")

    def test_stale(self):
        """What nobody goes on with is thrown away by the scheduled action, with its parts."""
        upload = self._begin(PDF).json()["upload"]
        self._part(upload, 0, PDF[:9])
        uploads = self.env["gov.upload"]
        job = self.env.ref("gov_window.ir_cron_clean_uploads")
        job.method_direct_trigger()
        self.assertTrue(uploads.browse(upload).exists())
        self.env.cr.execute("UPDATE gov_upload SET write_date = write_date - interval '73 hours'")
        self.env.invalidate_all()
        job.method_direct_trigger()
        self.assertFalse(uploads.browse(upload).exists())
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", "gov.upload"), ("res_id", "=", upload)]))

    def test_closed_meanwhile(self):
        """Submitted in another tab meanwhile: the part is refused in words."""
        upload = self._begin(PDF).json()["upload"]
        for line in self.case.material_ids:
            line._portal_clear(by_paper=True)
        self.case._portal_submit()
        answer = self._part(upload, 0, PDF)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("cannot be changed", answer.json()["error"])

    def test_storage_full(self):
        """Trap 7: the disk is full: a clear answer, nothing half-attached; later the same file is taken."""
        true_open = open

        def full(path, mode="r", *args, **kwargs):
            handle = true_open(path, mode, *args, **kwargs)
            if mode == "wb":
                with handle:
                    handle.write(b"half")
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return handle

        content = PDF[:-6] + os.urandom(16).hex().encode() + PDF[-6:]
        upload = self._begin(content).json()["upload"]
        with patch("odoo.addons.base.models.ir_attachment.open", full, create=True):
            with self.assertLogs("odoo.addons.gov_base.models.ir_attachment", "ERROR"):
                answer = self._part(upload, 0, content)
            self.assertEqual(answer.status_code, 503)
            self.assertIn("no room", answer.json()["error"])
            with self.assertLogs("odoo.addons.gov_base.models.ir_attachment", "ERROR"), self.assertRaises(UserError):
                self.line._portal_store(content, "a.pdf")
            self.env.invalidate_all()
        self.assertFalse(self.line.sudo().file)
        path = self.env["ir.attachment"]._full_path(IrAttachment._compute_checksum(self.env["ir.attachment"], content))
        self.assertFalse(os.path.exists(path))
        self.assertTrue(self._part(upload, 0, content).json()["done"])
        self.assertEqual(self.line._portal_file()[0], content)

    def test_scanner(self):
        """A scanner that is configured is asked; what it finds is refused and recorded, by parts
        and by the plain form, from citizens and staff."""
        scanner = Scanner()
        self.addCleanup(scanner.close)
        self.env["ir.config_parameter"].set_param("gov_window.clamd", scanner.address)
        self.assertTrue(self._send(PDF).json()["done"])
        self.assertEqual(self.line.scan_state, "clean")
        answer = self._send(VIRUS, "坏.pdf")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Eicar-Test", answer.json()["error"])
        url = f"/my/cases/{self.case.id}/materials/{self.line.id}"
        page = self._post(url, files={"file": ("坏.pdf", VIRUS)}, do="upload")
        self.assertEqual(page.status_code, 422)
        self.assertIn("Eicar-Test", page.text)
        self.assertEqual(self.line._portal_file()[0], PDF)
        events = self.env["gov.event"].search([("kind", "=", "upload.infected")])
        self.assertEqual(events.mapped("subject_model"), ["res.partner"] * 2)
        self.assertEqual(events[0].data["found"], "Eicar-Test")
        with self.assertRaisesRegex(UserError, "Eicar-Test"):
            self._open_case(receive=False).material_ids[0].write({"file": base64.b64encode(VIRUS)})

    def test_scanner_is_down(self):
        """A scanner that does not answer: nothing is taken unseen, and the upload can be finished later."""
        scanner = Scanner()
        self.env["ir.config_parameter"].set_param("gov_window.clamd", scanner.address)
        scanner.close()
        with self.assertLogs("odoo.addons.gov_window.models.gov_upload_target", "ERROR"):
            answer = self._send(PDF)
        self.assertEqual(answer.status_code, 503)
        self.assertFalse(self.line.sudo().file)
        self.env["ir.config_parameter"].set_param("gov_window.clamd", False)
        upload = self.env["gov.upload"].search([])
        self.assertTrue(self._part(upload.id, 0, PDF).json()["done"])

    def test_answers_of_the_scanner(self):
        """What is no answer of clamd's is an error, never a pass."""
        for answer in (b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"OK\0"):
            scanner = Scanner(answer)
            with self.assertRaises(clamd.ScannerError):
                clamd.scan(scanner.address, PDF)
            scanner.close()
        for address in ("nonsense", "unix:/nowhere/clamd.ctl", "127.0.0.1:x"):
            with self.assertRaises(clamd.ScannerError):
                clamd.scan(address, PDF)

    def test_scan_state_is_not_written(self):
        """Nobody says by hand that a file is clean."""
        with self.assertRaises(AccessError):
            self._open_case(receive=False).material_ids[0].write({"scan_state": "clean"})

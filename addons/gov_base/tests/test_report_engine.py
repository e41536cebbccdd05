import io

from pypdf import PdfReader

from odoo.tests import BaseCase

from ..report import engine


class TestReportEngine(BaseCase):
    def test_chinese_text_layer(self):
        """B-01: the text of a paper can be read back from its PDF, rare characters too."""
        pdf = engine.to_pdf("<html lang='zh-CN'><body><h1>受理通知书</h1><p>𠮷田（〔2026〕1号）</p></body></html>")
        reader = PdfReader(io.BytesIO(pdf))
        text = reader.pages[0].extract_text()
        self.assertIn("受理通知书", text.replace("\n", ""))
        self.assertIn("〔2026〕1", text)
        self.assertIn("𠮷", text)

    def test_long_tables_break_over_pages(self):
        rows = "".join(f"<tr><td>{number}</td><td>材料</td></tr>" for number in range(120))
        pdf = engine.to_pdf(f"<html><body><table class='lines'>{rows}</table></body></html>")
        self.assertGreater(len(PdfReader(io.BytesIO(pdf)).pages), 2)

    def test_reaches_nothing(self):
        """A document can neither fetch an address nor read a file of the server."""
        with self.assertLogs("weasyprint", "ERROR") as log:
            engine.to_pdf("<html><body><img src='file:///etc/passwd'/><img src='http://127.0.0.1/x'/></body></html>")
        self.assertEqual(len(log.output), 2)

    def test_dates(self):
        self.assertEqual(engine.chinese_date("2026-03-02"), "2026年3月2日")

from odoo import models


class GovNotice(models.Model):
    _inherit = "gov.notice"

    def _slip_lines(self):
        """Override: the slip of an assisted entry begins with the number of the application."""
        lines = super()._slip_lines()
        application = self.content.get("application")
        return [("申请编号", application), *lines] if application else lines

    def _slip_told(self, code):
        """Override: how it goes on, where and when."""
        said = self.content
        if not said.get("application"):
            return super()._slip_told(code)
        return [
            ("还要做的", "\n".join(f"{number}. {what}" for number, what in enumerate(said["to_do"], 1))),
            ("预审时限", self._slip_day(said["told_by"])),
            ("受理窗口", said["windows"]),
            ("地点", said["place"]),
            ("窗口时间", said["hours"]),
            ("录入窗口", said["entered_at"]),
        ]

    def _slip_code(self):
        """Override: the code of an entry's slip opens the query page."""
        if url := self.content.get("query_url"):
            return url, "扫码查询进度"
        return super()._slip_code()

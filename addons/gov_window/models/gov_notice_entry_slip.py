from odoo import models


class GovNotice(models.Model):
    _inherit = "gov.notice"

    def _slip_lines(self):
        """Override: the slip of an assisted entry begins with the number of the application."""
        lines = super()._slip_lines()
        content = self.content
        if not content.get("application"):
            return lines
        own = [
            ("申请编号", content["application"]),
            *lines[:-1],
            ("还要做的", "\n".join(f"{number}. {what}" for number, what in enumerate(content["to_do"], 1))),
            ("预审时限", content["told_by"]),
            ("受理窗口", content["windows"]),
            ("地点", content["place"]),
            ("窗口时间", content["hours"]),
            ("录入窗口", content["entered_at"]),
        ]
        return [(label, value) for label, value in own if value] + lines[-1:]

    def _slip_code(self):
        """Override: the code of an entry's slip opens the query page."""
        if url := self.content.get("query_url"):
            return url, "扫码查询进度"
        return super()._slip_code()

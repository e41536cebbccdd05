from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed

KIND = "B-03-A"
WEEKDAYS = "一二三四五六日"
#: more windows than these do not help somebody who looks for one
MOST_WINDOWS = 3


class GovCase(models.Model):
    """What somebody without a telephone takes home from an assisted entry 协助录入回执 (W-094): number and query code,
    what remains to be done, where and when, and a code that opens the query page."""

    _inherit = "gov.case"

    def action_entry_slip(self):
        """Print the slip of an assisted entry, 80 mm wide; it is issued once for each submission.

        :raises UserError: it is no assisted entry, or is not submitted
        """
        self.check_access("write")
        self._flow_lock()
        if wrong := self.filtered(lambda case: case.channel != "assisted" or not case.application_number):
            raise UserError(
                self.env._(
                    "The slip belongs to an application that was entered for the applicant (%(cases)s). Press “Submit "
                    "for the Applicant” first.",
                    cases=listed(self.env, wrong.mapped("display_name")),
                )
            )
        slips = self._entry_slips()
        if without := (self - slips.case_id).filtered(lambda case: case.state == "pre_submitted"):
            without._issue_notice(KIND)
            slips = self._entry_slips()
        if not slips:
            raise UserError(
                self.env._(
                    "The application is further on than its entry: print the newest notice under “Papers” instead."
                )
            )
        return slips.sudo(False).action_print_slip()

    def _entry_slips(self):
        """The slip of the latest submission of each case, as superuser."""
        return self.sudo().notice_ids.filtered(
            lambda notice: (
                notice.kind_id.code == KIND
                and notice.state != "void"
                and notice.issue_date >= notice.case_id.applied_at
            )
        )

    def _prepare_notice_content(self, code):
        """Override: the slip of an assisted entry says how it goes on."""
        content = super()._prepare_notice_content(code)
        if code != KIND:
            return content
        windows = self.item_id._portal_windows()[:MOST_WINDOWS]
        company = self.company_id
        return content | {
            "application": self.application_number,
            "applied_on": fields.Date.to_string(self._local_date(self.applied_at)),
            "told_by": content["due_on"],
            "due_on": "",
            "phone": content["phone"] or self.department_id.phone or "",
            "to_do": self._still_to_do(),
            "windows": "、".join(windows.mapped("display_name")),
            "place": "，".join(filter(None, (company.name, company.street))),
            "hours": self._hours_said(windows[:1]),
            "entered_at": self.env.user.gov_window_ids[:1].display_name or "",
            "query_url": f"{self.get_base_url()}/gov/progress?{urlencode({'number': self.application_number})}",
        }

    def _still_to_do(self) -> list[str]:
        """What the applicant still has to do, in Chinese as all papers are."""
        paper = self.material_ids.filtered(lambda line: line.by_paper and line.state == "missing")
        wanting = self.material_ids.filtered(lambda line: line.state == "missing") - paper
        to_do = []
        if paper:
            to_do.append(f"把纸质材料交到受理窗口：{'、'.join(paper.mapped('name'))}")
        if wanting:
            to_do.append(f"如属所列情形，补交：{'、'.join(wanting.mapped('name'))}")
        to_do.append("等待预受理结果，可凭申请编号和查询码查询或者致电询问")
        to_do.append("通过后按通知携带身份证件和材料原件到受理窗口办理")
        return to_do

    def _hours_said(self, window) -> str:
        """When a window is open in the coming seven days, in Chinese; days with the same hours together."""
        today = self.company_id._gov_today()
        days = {}
        for day in (today + timedelta(days=ahead) for ahead in range(1, 8)):
            opening = window._opening(day) if window else self.company_id._gov_calendar()._opening(day)
            if hours := "、".join(f"{begin:%H:%M}–{to:%H:%M}" for begin, to in opening):
                days.setdefault(hours, []).append(day)
        return "；".join(f"{self._days_said(same)} {hours}" for hours, same in days.items())

    def _days_said(self, days) -> str:
        """Days, those in a row by the first and the last."""
        runs = []
        for day in days:
            if runs and day - runs[-1][-1] == timedelta(days=1):
                runs[-1].append(day)
            else:
                runs.append([day])
        name = "{0.month}月{0.day}日周{1}".format
        named = ([name(day, WEEKDAYS[day.weekday()]) for day in (run[0], run[-1])] for run in runs)
        return "、".join(first if first == last else f"{first}至{last}" for first, last in named)

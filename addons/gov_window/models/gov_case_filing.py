from odoo import models

#: the papers that refuse a filing: at the window, and by the department
REFUSALS = ("B-05", "B-31-FN")


class GovCase(models.Model):
    """A filing that is refused lists all missing material once, in writing (不予备案, W-113)."""

    _inherit = "gov.case"

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code in REFUSALS and self.item_id.nature == "filing":
            lines = self.material_ids.filtered(lambda line: line.state in ("missing", "later") and line.required)
            content["to_complete"] = [
                {"name": line.name, "originals": line.originals, "copies": line.copies} for line in lines
            ]
        return content

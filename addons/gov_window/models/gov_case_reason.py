import re

from odoo import models
from odoo.exceptions import ValidationError

#: what the proposed words of a refusal consist of before anything is filled in
LABELS = re.compile(r"(理由|依据)[：:]|\s")


class GovCase(models.Model):
    """What the clerk would have to type before a verdict is there already."""

    _inherit = "gov.case"

    def _flow_draft_reason(self, action):
        """Override of `gov_base`: the whole content of the one supplement (W-077), and what a
        refusal must say (W-078). Papers are Chinese in their source, and so is what goes on them."""
        if len(self) != 1:
            return super()._flow_draft_reason(action)
        if action in ("request_supplement", "pre_fail"):
            return self._missing_text()
        if action == "refuse_acceptance":
            return self._refusal_text()
        return super()._flow_draft_reason(action)

    def action_refuse_acceptance(self, reason=""):
        """Override of the case: the labels that are proposed are no reason yet (W-078).

        :raises ValidationError: neither reason nor basis is filled in
        """
        if (reason or "").strip() and not LABELS.sub("", reason):
            raise ValidationError(
                self.env._("Fill in the reason and its basis: the applicant must read why it is not accepted.")
            )
        return super().action_refuse_acceptance(reason)

    def _missing_text(self):
        lines = self.material_ids.filtered(lambda line: line.state == "missing" and line.required)
        told = []
        for number, line in enumerate(lines, 1):
            flags = [text for flag, text in ((line.gap_ok, "可容缺后补"), (line.promise_ok, "可告知承诺")) if flag]
            counts = f"原件{line.originals}份、复印件{line.copies}份"
            told.append(f"{number}. {line.name}（{'；'.join([counts, *flags])}）")
        return "请补齐以下材料：\n" + "\n".join(told) if told else ""

    def _refusal_text(self):
        """What a refusal must say: the conditions that are not fulfilled, with their basis (W-102); of a
        filing all that is missing, once (W-113)."""
        told = self._conditions("failed")._told()
        if self.item_id.nature == "filing":
            told = "\n".join(filter(None, [told, self._missing_text()]))
        return f"理由：\n{told}\n依据：\n" if told else "理由：\n依据：\n"

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.gov_base.kernel import identity

from ..kernel import idcard

#: the two people of a case: the field, what was typed for it, and who is not on file yet
PEOPLE = (("partner_id", "applicant_input", "applicant_new"), ("agent_id", "agent_input", "agent_new"))
LONGEST_INPUT = 400


class GovCase(models.Model):
    """Who stands at the counter: a card is read, its holder is found by the exact number, or put on
    file when the case is saved (W-074)."""

    _inherit = "gov.case"

    applicant_input = fields.Char(store=False, help="What the reader of cards typed.")
    applicant_new = fields.Json("New Applicant", store=False)
    agent_input = fields.Char(store=False)
    agent_new = fields.Json("New Agent", store=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_people(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_people(vals))

    @api.model
    def _with_people(self, vals) -> dict:
        """The values with those put on file who were read and are not."""
        vals = dict(vals)
        for field, _typed, fresh in PEOPLE:
            if new := vals.pop(fresh, None):
                vals[field] = self._put_on_file(new).id
        return vals

    @api.model
    def _put_on_file(self, new):
        """The person of what was read: found by the number after all, or created.

        :raises ValidationError: no name, or a number that cannot be one
        """
        if not isinstance(new, dict) or new.get("kind") not in dict(
            self.env["res.partner"]._fields["gov_id_kind"].selection
        ):
            raise ValidationError(self.env._("Read the card again, or type the number."))
        self.check_access("create")
        name, number = str(new.get("name") or "").strip(), str(new.get("number") or "")
        if found := self.env["res.partner"]._gov_find(new["kind"], number):
            return found
        if not name:
            raise ValidationError(
                self.env._("Nobody with this number is on file yet: enter the name as the document shows it.")
            )
        return self.env["res.partner"].create(
            {
                "name": name,
                "phone": str(new.get("phone") or "").strip()[:40] or False,
                "is_company": new["kind"] == identity.USCC,
                "gov_id_kind": new["kind"],
                "gov_id_input": number,
            }
        )

    @api.onchange("applicant_input")
    def _onchange_applicant_input(self):
        """Find who was read, or prepare to put them on file."""
        return self._take_input(*PEOPLE[0])

    @api.onchange("agent_input")
    def _onchange_agent_input(self):
        """The same for who acts for the applicant."""
        return self._take_input(*PEOPLE[1])

    def _take_input(self, field, typed, fresh):
        text, self[typed] = (self[typed] or "")[:LONGEST_INPUT], False
        if not text.strip():
            return None
        self.env["gov.case"].check_access("create")
        try:
            found, warning = self._read_person(text)
        except UserError as error:
            return {"warning": {"title": self.env._("Not taken"), "message": str(error)}}
        self[fresh] = found if isinstance(found, dict) else False
        self[field] = False if isinstance(found, dict) else found
        return {"warning": {"title": self.env._("Please compare"), "message": warning}} if warning else None

    @api.model
    def _read_person(self, text):
        """Who was read: the partner on file, or what to put on file; and what to compare.

        :raises UserError: no number of a document, or one that cannot be
        """
        today = self.env.company._gov_today()
        partners = self.env["res.partner"]
        card = idcard.read(text, today)
        if not card:
            raise UserError(
                self.env._(
                    "This is no number of a document. Type all characters of it: 18 for an identity card or a credit "
                    "code, H or M and 8 digits for a Hong Kong or Macao permit, or choose the person by name."
                )
            )
        kind, number = card["kind"], card["number"]
        partners._gov_check_id(kind, number, today)
        if found := partners._gov_find(kind, number):
            other = card["name"] and card["name"] != found.name
            return found, other and self.env._(
                "The card says “%(card)s”, on file is “%(name)s”. Is it the same person?",
                card=card["name"],
                name=found.name,
            )
        return card | {"masked": identity.mask(number), "phone": "", "label": partners._gov_kind_label(kind)}, ""

import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import identity


class ResPartner(models.Model):
    """Applicants (申请人): identity numbers are masked, and found only exactly."""

    _name = "res.partner"
    _inherit = ["res.partner", "gov.event.subject"]

    gov_id_kind = fields.Selection(
        [
            ("resident", "Resident Identity Card"),
            ("hkmo", "Hong Kong / Macao Travel Permit"),
            ("tw", "Taiwan Travel Permit"),
            ("fpr", "Foreign Permanent Residence"),
            ("passport", "Passport"),
            ("uscc", "Unified Social Credit Code"),
        ],
        "ID Kind",
    )
    gov_id_number = fields.Char("ID Number (stored)", groups=fields.NO_ACCESS, copy=False)
    gov_id_hash = fields.Char("ID Number (hash)", groups=fields.NO_ACCESS, copy=False, index="btree_not_null")
    gov_id_masked = fields.Char("Masked ID Number", readonly=True, copy=False)
    gov_id_input = fields.Char(
        "ID Number",
        compute="_compute_gov_id_input",
        inverse="_inverse_gov_id_input",
        search="_search_gov_id_input",
        help="Type the number to set it, or to find its holder. It is shown masked afterwards.",
    )

    #: who set or revealed the number, and why: not for everybody who reads the partner
    event_timeline = fields.Json(groups="gov_base.group_supervisor")
    gov_mandate_count = fields.Integer("Mandates", compute="_compute_gov_mandate_count", groups="gov_base.group_user")

    _unique_gov_id = models.UniqueIndex(
        "(gov_id_kind, gov_id_hash) WHERE gov_id_hash IS NOT NULL AND active",
        "Somebody with this ID number is on file already. Search for the number and use that record.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._gov_check_mask({name for vals in vals_list for name in vals if vals[name]})
        return super().create(vals_list)

    def write(self, vals):
        self._gov_check_mask(vals.keys())
        if "name" in vals:
            self.env.registry.clear_cache()  # the names of users are kept there
        result = super().write(vals)
        if "gov_id_kind" in vals and "gov_id_input" not in vals:
            today = self.env.company._gov_today()
            for partner in self.sudo().filtered("gov_id_number"):
                partner._gov_check_id(partner.gov_id_kind, partner.gov_id_number, today)
        return result

    def _gov_write_id(self, vals):
        """Write below the guard of the mask. Only what sets the number calls it."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.model
    def _gov_check_mask(self, names):
        if "gov_id_masked" in names:
            raise AccessError(self.env._("The masked number follows the ID number: enter that one."))

    @api.depends("gov_id_masked")
    def _compute_gov_id_input(self):
        for partner in self:
            partner.gov_id_input = partner.gov_id_masked

    def _compute_gov_mandate_count(self):
        mandates = self.env["gov.mandate"]
        counts = dict.fromkeys(self.ids, 0)
        for role in ("principal_id", "agent_id"):
            for partner, count in mandates._read_group([(role, "in", self.ids)], [role], ["__count"]):
                counts[partner.id] += count
        for partner in self:
            partner.gov_mandate_count = counts.get(partner.id, 0)

    def _inverse_gov_id_input(self):
        today = self.env.company._gov_today()
        entries = []
        for partner in self:
            number = identity.normalise(partner.gov_id_input)
            before = partner.gov_id_masked or ""
            if number == before:
                continue
            kind = partner.gov_id_kind or (identity.USCC if partner.is_company else identity.RESIDENT)
            if number:
                partner._gov_check_id(kind, number, today)
            masked = identity.mask(number)
            entries.append(
                (
                    partner.sudo(),
                    {
                        "kind": "identity.set" if number else "identity.clear",
                        "user_id": self.env.uid,
                        "data": {"kind": kind, "number": masked, "before": before},
                    },
                )
            )
            partner.sudo()._gov_write_id(
                {
                    "gov_id_kind": kind if number else partner.gov_id_kind,
                    "gov_id_number": number or False,
                    "gov_id_hash": partner._gov_hash(number) if number else False,
                    "gov_id_masked": masked or False,
                }
            )
        self.browse([partner.id for partner, _values in entries])._gov_lock()
        self.env["gov.event"]._append(entries)
        self.invalidate_recordset(["gov_id_input"])

    def _gov_lock(self):
        """Lock the rows whose chains take events.

        :raises UserError: somebody else is working on one of them
        """
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(self.env._("Somebody is working on this record. Please try again.")) from error

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        """Whose number was set or revealed stays on record, and so do the events (办理留痕)."""
        if found := self.sudo().filtered("event_seq"):
            raise UserError(
                self.env._("%(name)s is on record and stays; archive it instead.", name=found[0].display_name)
            )

    def _search_gov_id_input(self, operator, value):
        if operator != "in" or len(value := list(value)) != 1:
            raise UserError(self.env._("An ID number can be found only by the whole, exact number, one at a time."))
        return [("id", "in", self._gov_holders(value[0]).ids if value[0] else [])]

    @api.model
    def _search_display_name(self, operator, value):
        """Override of `base`: a whole ID number finds its holder, and only its holder."""
        domain = super()._search_display_name(operator, value)
        typed = value
        if operator == "in" and not isinstance(value, str) and len(value := list(value)) == 1:
            [typed] = value
        if (
            isinstance(typed, str)
            and operator in ("ilike", "=", "in")
            and identity.may_be_whole(number := identity.normalise(typed))
        ):
            domain = Domain(domain) | Domain("id", "in", self._gov_holders(number).ids)
        return domain

    @api.model
    def _gov_holders(self, number: str, kind: str | None = None):
        """Who has exactly this number, as the superuser sees them. A number that nobody has counts for who asks.

        :raises UserError: the user asked for too many that nobody has
        """
        digest = self._gov_hash(identity.normalise(number))
        domain = Domain("gov_id_hash", "=", digest)
        if kind:
            domain &= Domain("gov_id_kind", "=", kind)
        found = self.sudo().search(domain)
        if not self.env.su:
            self.env["gov.identity.attempt"]._count(digest, missed=not found)
        return found

    def _event_company(self):
        return self.company_id or self.env.company

    @api.model
    def _gov_check_id(self, kind, number, today):
        try:
            identity.check(kind, number, today)
        except identity.InvalidIdentity as error:
            label = dict(self._fields["gov_id_kind"]._description_selection(self.env))[kind]
            why = {
                "length": self.env._("it has the wrong length or characters"),
                "shape": self.env._("it has the wrong length or characters"),
                "birth": self.env._("the birth date in it is impossible"),
                "checksum": self.env._("its check digit does not fit: please compare it with the document"),
            }[error.args[0]]
            raise ValidationError(
                self.env._(
                    "“%(number)s” is not a valid number of the kind “%(kind)s”: %(why)s.",
                    number=identity.mask(number),
                    kind=label,
                    why=why,
                )
            ) from error

    @api.model
    def _gov_hash(self, number: str) -> str:
        key = self.env["ir.config_parameter"]._gov_key("gov_base.identity_key", lambda: secrets.token_hex(32))
        return identity.keyed_hash(number, key)

    @api.model
    def _gov_find(self, kind: str, number: str):
        """The applicant with exactly this number; empty if none is on file.

        :raises UserError: the user asked for too many that nobody has
        """
        return self._gov_holders(number, kind)[:1].sudo(False)

import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
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
        for partner in self:
            number = identity.normalise(partner.gov_id_input)
            if number and number == partner.gov_id_masked:
                continue
            kind = partner.gov_id_kind or (identity.USCC if partner.is_company else identity.RESIDENT)
            if number:
                partner._gov_check_id(kind, number, today)
            partner.sudo()._gov_write_id(
                {
                    "gov_id_kind": kind if number else partner.gov_id_kind,
                    "gov_id_number": number or False,
                    "gov_id_hash": partner._gov_hash(number) if number else False,
                    "gov_id_masked": identity.mask(number) or False,
                }
            )

        self.invalidate_recordset(["gov_id_input"])

    def _search_gov_id_input(self, operator, value):
        if operator != "in":
            raise UserError(self.env._("An ID number can be found only by the whole, exact number."))
        hashes = [self._gov_hash(identity.normalise(number)) for number in value if number]
        found = self.sudo().search([("gov_id_hash", "in", hashes)])
        return [("id", "in", found.ids)]

    @api.model
    def _search_display_name(self, operator, value):
        """Override of `base`: a whole ID number finds its holder, and only its holder."""
        domain = super()._search_display_name(operator, value)
        if isinstance(value, str) and operator in ("ilike", "=") and len(number := identity.normalise(value)) >= 8:
            holder = self.sudo().search([("gov_id_hash", "=", self._gov_hash(number))])
            domain = Domain(domain) | Domain("id", "in", holder.ids)
        return domain

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
        parameters = self.env["ir.config_parameter"].sudo()
        key = parameters.get_param("gov_base.identity_key")
        if not key:
            key = secrets.token_hex(32)
            parameters.set_param("gov_base.identity_key", key)
        return identity.keyed_hash(number, key)

    @api.model
    def _gov_find(self, kind: str, number: str):
        """The applicant with exactly this number; empty if none is on file."""
        digest = self._gov_hash(identity.normalise(number))
        return self.sudo().search([("gov_id_kind", "=", kind), ("gov_id_hash", "=", digest)], limit=1).sudo(False)

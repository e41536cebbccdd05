from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovCaseMaterial(models.Model):
    """Papers on file are not asked for again (W-028): a line takes the file of an earlier case
    of the same applicant."""

    _inherit = "gov.case.material"

    reuse_id = fields.Many2one(
        "gov.case.material", "Taken From", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    on_file_id = fields.Many2one("gov.case.material", compute="_compute_on_file_id", compute_sudo=True)
    on_file_note = fields.Char("On File From", compute="_compute_on_file_id", compute_sudo=True)

    @api.depends("state", "material_id", "case_id.partner_id")
    @api.depends_context("lang")
    def _compute_on_file_id(self):
        """The newest file of the same paper that was handed in, not older than its validity; what an
        earlier case took over itself does not make it younger."""
        self.on_file_id = self.on_file_note = False
        waiting = self.filtered(lambda line: line.state == "missing" and line.case_id.partner_id and line.material_id)
        if not waiting:
            return
        days = self.env["gov.profile"]._value("reuse_days", company=self.env.company)
        found = self.search(
            [
                ("case_id.partner_id", "in", waiting.case_id.partner_id.ids),
                ("case_id.received_at", ">=", self.env.cr.now() - timedelta(days=days)),
                "|",
                ("material_id.name", "in", waiting.material_id.mapped("name")),
                ("material_id.paper_code", "in", [code for code in waiting.material_id.mapped("paper_code") if code]),
                ("state", "in", ("received", "verified")),
                ("file", "!=", False),
                ("reuse_id", "=", False),
            ],
            order="id desc",
        )
        newest = {}
        for line in found:
            newest.setdefault((line.case_id.partner_id, line.material_id._paper_key()), line)
        for line in waiting:
            source = newest.get((line.case_id.partner_id, line.material_id._paper_key()))
            if source and source.case_id != line.case_id._origin:
                line.on_file_id = source
                line.on_file_note = self.env._(
                    "%(number)s, %(date)s",
                    number=source.case_id.number,
                    date=fields.Date.to_string(source.case_id._local_date(source.case_id.received_at)),
                )

    def action_reuse(self):
        """Take the file that is on file, instead of asking for it again.

        :raises UserError: nothing (valid) is on file for a line
        """
        self.check_access("write")
        if without := self.filtered(lambda line: not line.on_file_id):
            raise UserError(
                self.env._(
                    "Nothing that is still valid is on file for: %(names)s.", names=", ".join(without.mapped("name"))
                )
            )
        for line in self:
            source = line.sudo().on_file_id
            line.write({"file": source.file, "file_name": source.file_name, "state": "received"})
            line.sudo()._write_rows({line.id: {"reuse_id": source.id}})

import contextlib
import logging
import os

from odoo import api, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)


class StorageError(UserError):
    """The place where files are kept takes nothing at present."""


class IrAttachment(models.Model):
    """What a field of ours holds is written through its record, whose state and rules
    decide; the stored file behind it is not a second way in."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_through_record()
        return attachments

    def write(self, vals):
        self._check_through_record()
        result = super().write(vals)
        if {"res_model", "res_field"} & vals.keys():
            self._check_through_record()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_field(self):
        self._check_through_record()

    def _check_through_record(self):
        if self.env.su:
            return
        if any(file.res_field and (file.res_model or "").startswith("gov.") for file in self.sudo()):
            raise AccessError(self.env._("This file belongs to a record: change it there, while it may be changed."))

    @api.model
    def _file_write(self, bin_value, checksum):
        """Override of `base`: when the disk is full no part of a file stays behind, for which
        the same document would be refused ever after, and the user is told what to do.

        :raises StorageError: the file could not be written
        """
        path = self._full_path(f"{checksum[:2]}/{checksum}")
        there = os.path.exists(path)
        try:
            return super()._file_write(bin_value, checksum)
        except OSError as error:
            if not there:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)
            _logger.error("A file of %s bytes could not be stored: %s", len(bin_value), error)
            raise StorageError(
                self.env._(
                    "The file could not be stored: the server has no room at present. Nothing of it was kept and "
                    "nothing else is lost. Please try again later, or tell the service centre."
                )
            ) from error

from odoo import fields


class Recorded(fields.Many2one):
    """Who or where, as it was when the row was written: a many-to-one without a foreign key.

    For columns that the machinery fills, once, with the current user or what its owner says. A
    foreign key would be checked with every row, and each check locks the one row of the centre or
    the user that all clerks share. What stays on record is kept by :meth:`_unlink_except_on_record`
    of users and centres instead.
    """

    def update_db_foreign_key(self, model, column):
        """Override of the ORM: none."""

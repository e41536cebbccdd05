from odoo import models
from odoo.http import request

from ..kernel.plain import plain


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Override of `http_routing`: what reaches a page of ours is text. A zero byte in a form would be an error
        of the database, and an internal error to who sent it."""
        if endpoint.func.__module__.startswith("odoo.addons.gov_"):
            request.params = {
                name: plain(value) if isinstance(value, str) else value for name, value in request.params.items()
            }
        return super()._dispatch(endpoint)

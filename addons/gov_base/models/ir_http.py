from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

NUL = "\0"


def holds_nul(value) -> bool:
    """Whether a text within the value holds a zero byte."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(map(holds_nul, value)) or any(map(holds_nul, value.values()))
    return isinstance(value, list | tuple) and any(map(holds_nul, value))


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Override of `base`: no column takes a zero byte, and the database's error would put
        all that was sent with it into the log.

        :raises UserError: a call from a client holds one
        """
        if (
            request.dispatcher.routing_type in ("jsonrpc", "json2")
            and rb"\u0000" in request.httprequest.get_data()
            and holds_nul(request.params)
        ):
            raise UserError(
                request.env._("The text holds a sign that cannot be stored (NUL). Type it instead of pasting it.")
            )
        return super()._dispatch(endpoint)

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.gov_evaluation import LEVELS


class Rating(http.Controller):
    """The rating page behind the token of an invitation."""

    @http.route("/gov/rate/<string:token>", type="http", auth="public", website=True, methods=["GET"], sitemap=False)
    def rate(self, token, **kwargs):
        """The rating form of one case, or the thanks if it is rated."""
        return self._page(request.env["gov.evaluation"]._find_by_token(token), token)

    @http.route("/gov/rate/<string:token>", type="http", auth="public", website=True, methods=["POST"], sitemap=False)
    def rate_submit(self, token, level=None, attitude=None, efficiency=None, comment="", **kwargs):
        """Store the rating; what is wrong is said on the page, and nothing is lost."""
        evaluation = request.env["gov.evaluation"]._find_by_token(token)
        if not evaluation:
            return self._page(evaluation, token)
        try:
            evaluation._rate(level, attitude, efficiency, comment)
        except UserError as error:
            return self._page(evaluation, token, error=str(error), comment=comment)
        return request.redirect(f"/gov/rate/{token}")

    def _page(self, evaluation, token, **values):
        levels = dict(evaluation._fields["level"]._description_selection(request.env))
        return request.render(
            "gov_evaluation.rating_page",
            {
                "evaluation": evaluation,
                "token": token,
                "levels": [(value, levels[value]) for value, _label in LEVELS],
                **values,
            },
            status=200 if evaluation else 404,
        )

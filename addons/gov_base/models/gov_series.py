import re
from string import Formatter

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..listing import listed

PLACEHOLDERS = {"region", "unit", "item", "yyyy", "mm", "dd", "serial"}


class GovSeries(models.Model):
    """A numbering series (编号规则): a pattern and its counters.

    A counter is a PostgreSQL sequence, so concurrent users never wait for each other and
    never get the same serial; a cancelled transaction leaves a gap in the serials.
    """

    _name = "gov.series"
    _inherit = ["gov.event.subject", "gov.reference"]
    _description = "Numbering Series"
    _order = "code, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    company_id = fields.Many2one("res.company", index=True, help="The centre it belongs to; empty: all.")
    pattern = fields.Char(
        required=True,
        default="{region}{unit}{yyyy}{mm}{dd}{serial:05d}",
        help="May hold {region}, {unit}, {item}, {yyyy}, {mm}, {dd} and {serial}; "
        "{serial:05d} fills the serial with zeros to five digits.",
    )
    reset = fields.Selection(
        [("never", "Never"), ("year", "Each Year"), ("day", "Each Day")],
        "Serial Starts Again",
        required=True,
        default="year",
    )
    per_unit = fields.Boolean("Own Serial per Unit", help="Each department counts for itself.")
    counter_ids = fields.One2many("gov.series.counter", "series_id", "Counters", readonly=True)

    _unique_code = models.UniqueIndex("(code, COALESCE(company_id, 0))", "This series exists already.")

    @api.constrains("pattern", "reset", "per_unit")
    def _check_pattern(self):
        for series in self:
            try:
                names = {
                    name for _text, name, _spec, _conversion in Formatter().parse(series.pattern) if name is not None
                }
                if names - PLACEHOLDERS:
                    raise KeyError(names - PLACEHOLDERS)
                numbers = {
                    series._format(1, {"unit": "AB"}, fields.Date.to_date(day)) for day in ("2026-01-02", "2027-01-02")
                }
            except (KeyError, ValueError, IndexError) as error:
                raise ValidationError(
                    self.env._(
                        "The pattern “%(pattern)s” cannot be read: it may hold %(names)s.",
                        pattern=series.pattern,
                        names=listed(self.env, ("{" + name + "}" for name in sorted(PLACEHOLDERS))),
                    )
                ) from error
            if "{serial" not in series.pattern or (series.reset != "never" and len(numbers) < 2):
                raise ValidationError(
                    self.env._(
                        "With the pattern “%(pattern)s” two documents could get the same number: it must hold "
                        "{serial}, and the year if the serial starts again each year.",
                        pattern=series.pattern,
                    )
                )
            if series.reset == "day" and "{dd}" not in series.pattern:
                raise ValidationError(self.env._("A serial that starts again each day needs {dd} in the pattern."))
            if series.per_unit and "{unit}" not in series.pattern:
                raise ValidationError(self.env._("A serial of its own per unit needs {unit} in the pattern."))

    @api.model
    def _for(self, code: str, company):
        """The company's series with this code, else the common one.

        :raises ValidationError: there is none
        """
        return self.sudo().browse(self._id_for(code, company.id))

    @api.model
    @tools.ormcache("code", "company_id")
    def _id_for(self, code: str, company_id: int) -> int:
        series = self.sudo().search(
            [("code", "=", code), ("company_id", "in", [company_id, False])], order="company_id", limit=1
        )
        if not series:
            raise ValidationError(
                self.env._("There is no numbering series “%(code)s”. Ask the administrator to add it.", code=code)
            )
        return series.id

    @tools.ormcache("self.id")
    def _spec(self) -> tuple[str, str, bool]:
        series = self.sudo()
        return series.pattern, series.reset, series.per_unit

    def _next(self, count: int, parts: dict) -> list[str]:
        """Draw ``count`` numbers at once.

        :param parts: ``region``, ``unit`` and ``item`` as far as the pattern needs them
        """
        self.ensure_one()
        _pattern, reset, per_unit = self._spec()
        today = self.env.company._gov_today()
        period = {"never": "", "year": f"{today:%Y}", "day": f"{today:%Y%m%d}"}[reset]
        key = f"{period}/{parts.get('unit', '')}" if per_unit else period
        serials = self.env["gov.series.counter"]._draw(self, key, count)
        return [self._format(serial, parts, today) for serial in serials]

    @api.model
    def _carriers(self) -> dict[str, list[tuple[str, str, str]]]:
        """Which documents carry the numbers of a series: by its code, the model, the field
        of the number, and the field of the centre whose series it is.

        Each addon adds its own with ``super()``.
        """
        codes = self.env["gov.notice.kind"].sudo().search_fetch([], ["series_code"]).mapped("series_code")
        return {code: [("gov.notice", "number", "company_id")] for code in codes}

    def _event_company(self):
        return self.company_id or self.env.company

    def _number_regex(self, key: str) -> str:
        """A regular expression, for PostgreSQL and Python alike, that fits the numbers of
        one period and unit and catches the serial.

        :param key: the key of a counter
        """
        self.ensure_one()
        pattern, _reset, per_unit = self._spec()
        period, _slash, unit = key.partition("/")
        any_of = {"yyyy": r"\d{4}", "mm": "(?:0[1-9]|1[0-2])", "dd": r"(?:0[1-9]|[12]\d|3[01])"}
        known = {"yyyy": period[:4], "mm": period[4:6], "dd": period[6:8]}
        regex = ""
        for text, name, spec, _conversion in Formatter().parse(pattern):
            regex += re.escape(text)
            if name == "serial":
                width = len(format(1, spec)) if spec.startswith("0") else 1
                regex += rf"(\d{{{width},18}})"
            elif name in any_of:
                regex += known[name] or any_of[name]
            elif name == "unit" and per_unit:
                regex += re.escape(unit)
            elif name:
                regex += ".*"
        return f"^{regex}$"

    def _number_like(self, key: str) -> str:
        """A ``like`` pattern for the numbers of one period and unit, for lists of documents."""
        self.ensure_one()
        pattern, _reset, per_unit = self._spec()
        period, _slash, unit = key.partition("/")
        parts = {"yyyy": period[:4] or "____", "mm": period[4:6] or "__", "dd": period[6:8] or "__"}
        parts["unit"] = unit if per_unit else "%"
        return "".join(
            text + (parts.get(name, "%") if name else "")
            for text, name, _spec, _conversion in Formatter().parse(pattern)
        )

    def _explain_number(self, number: str, reason: str):
        """Put on record why a number that was given out does not count (作废号码)."""
        self.ensure_one()
        for counter in self.sudo().counter_ids.sorted(lambda counter: -len(counter.unit or "")):
            if found := re.search(self._number_regex(counter.key or ""), number):
                serial = int(found[1])
                vals = {"counter_id": counter.id, "first": serial, "last": serial, "number": number, "reason": reason}
                return self.env["gov.series.explanation"].sudo()._record([vals])
        return self.env["gov.series.explanation"]

    def _format(self, serial, parts, day):
        known = {"region": "", "unit": "", "item": ""} | parts
        return self._spec()[0].format(
            serial=serial, yyyy=f"{day:%Y}", mm=f"{day:%m}", dd=f"{day:%d}", **{k: known[k] or "" for k in known}
        )

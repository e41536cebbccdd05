import re
from itertools import pairwise
from string import Formatter

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..listing import listed

#: what the caller gives a number, and how many digits the day gives it
TEXTS = frozenset({"region", "unit", "department", "item"})
DIGITS = {"yyyy": 4, "mm": 2, "dd": 2}
PLACEHOLDERS = {*TEXTS, *DIGITS, "serial"}
#: how a serial may be written: as it is, or filled with zeros to so many digits
SERIAL = re.compile(r"(?:0(?:[1-9]|1[0-8]))?d")
#: what the pattern must hold if the serial starts again
NEEDED = {"never": set(), "year": {"yyyy"}, "day": set(DIGITS)}


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
        help="May hold {region}, {unit}, {department}, {item}, {yyyy}, {mm}, {dd} and {serial}; "
        "{serial:05d} fills the serial with zeros to five digits. {unit} is the department's code in the number of a "
        "case, the word of its kind in that of a paper; {department} and {item} are the codes of both.",
    )
    reset = fields.Selection(
        [("never", "Never"), ("year", "Each Year"), ("day", "Each Day")],
        "Serial Starts Again",
        required=True,
        default="year",
    )
    per_unit = fields.Boolean("Own Serial per Unit", help="Each {unit} counts for itself: department or kind of paper.")
    counter_ids = fields.One2many("gov.series.counter", "series_id", "Counters", readonly=True)

    _unique_code = models.UniqueIndex("(code, COALESCE(company_id, 0))", "This series exists already.")

    @api.constrains("pattern", "reset", "per_unit")
    def _check_pattern(self):
        for series in self:
            try:
                parsed = list(Formatter().parse(series.pattern))
            except ValueError:
                parsed = [("", "", "", None)]
            found = [(name, spec, conversion) for _text, name, spec, conversion in parsed if name is not None]
            names = {name for name, _spec, _conversion in found}
            if names - PLACEHOLDERS or any(conversion for _name, _spec, conversion in found):
                raise ValidationError(
                    self.env._(
                        "The pattern “%(pattern)s” cannot be read: it may hold %(names)s.",
                        pattern=series.pattern,
                        names=listed(self.env, ("{" + name + "}" for name in sorted(PLACEHOLDERS))),
                    )
                )
            if any(spec and not (name == "serial" and SERIAL.fullmatch(spec)) for name, spec, _c in found):
                raise ValidationError(
                    self.env._(
                        "The pattern “%(pattern)s”: only the serial has a format, {serial} as it is or filled with "
                        "zeros like {serial:05d}.",
                        pattern=series.pattern,
                    )
                )
            if [name for name, _spec, _c in found].count("serial") != 1 or NEEDED[series.reset] - names:
                raise ValidationError(
                    self.env._(
                        "With the pattern “%(pattern)s” two documents could get the same number: it must hold "
                        "{serial} once, {yyyy} if the serial starts again each year, and {yyyy}, {mm} and {dd} if it "
                        "starts again each day.",
                        pattern=series.pattern,
                    )
                )
            if series.per_unit and "unit" not in names:
                raise ValidationError(self.env._("A serial of its own per unit needs {unit} in the pattern."))
            series._check_neighbours(parsed)

    def _check_neighbours(self, parsed):
        """Words of any length that stand beside the serial, or beside the unit that counts for
        itself, could run into it: 1 and 11 into 11 and 1."""
        for (_text, before, _spec, _conversion), (text, name, _s, _c) in pairwise(parsed):
            pair = {before, name}
            runs_together = ("serial" in pair and pair & TEXTS) or (
                self.per_unit and "unit" in pair and pair & {"department", "item"}
            )
            if runs_together and not re.search(r"\D", text):
                raise ValidationError(
                    self.env._(
                        "With the pattern “%(pattern)s” two documents could get the same number: put a sign that is "
                        "no digit, e.g. “-”, between {%(before)s} and {%(name)s}.",
                        pattern=self.pattern,
                        before=before,
                        name=name,
                    )
                )

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
    def _spec(self) -> tuple[str, str, bool, frozenset]:
        """The pattern, when the serial starts again, whether each unit counts for itself, and
        what the pattern wants of the caller."""
        series = self.sudo()
        names = {name for _text, name, _spec, _conversion in Formatter().parse(series.pattern)}
        return series.pattern, series.reset, series.per_unit, TEXTS & names

    def _wants(self) -> frozenset:
        """Which of ``region``, ``unit``, ``department`` and ``item`` the numbers are made of."""
        return self._spec()[3]

    def _next(self, count: int, parts: dict) -> list[str]:
        """Draw ``count`` numbers at once, all with the same parts."""
        return self._next_each([parts] * count)

    def _next_each(self, parts: list[dict]) -> list[str]:
        """Draw a number for each of the parts, with one query a unit that counts for itself.

        :param parts: ``region``, ``unit``, ``department`` and ``item`` as far as the pattern wants them
        :raises ValidationError: something that the pattern wants is empty
        """
        self.ensure_one()
        pattern, reset, per_unit, wanted = self._spec()
        if wanted:
            for own in {id(own): own for own in parts}.values():
                if not all(map(own.get, wanted)):
                    raise self._empty_part(own)
        today = self.env.company._gov_today()
        dated = {"yyyy": f"{today:%Y}", "mm": f"{today:%m}", "dd": f"{today:%d}"}
        period = {"never": "", "year": dated["yyyy"], "day": f"{today:%Y%m%d}"}[reset]
        places_by_key = {period: range(len(parts))}
        if per_unit:
            places_by_key = {}
            for place, own in enumerate(parts):
                places_by_key.setdefault(f"{period}/{own['unit']}", []).append(place)
        numbers = [""] * len(parts)
        for key, places in places_by_key.items():
            serials = self.env["gov.series.counter"]._draw(self, key, len(places))
            for place, serial in zip(places, serials, strict=True):
                numbers[place] = pattern.format(serial=serial, **dated, **parts[place])
        return numbers

    def _empty_part(self, parts: dict) -> ValidationError:
        """What to say where something that the pattern wants is empty."""
        names = listed(self.env, ("{" + name + "}" for name in sorted(self._wants()) if not parts.get(name)))
        return ValidationError(
            self.env._(
                "The numbers of “%(series)s” are made with %(names)s, which is empty here. Enter it (region and "
                "document word with the service centre, code with the department and the item, word with the kind of "
                "notice), or let the administrator take it out of the pattern.",
                series=self.sudo().name,
                names=names,
            )
        )

    @api.model
    def _reference_changed(self):
        """Override of the reference data: under other rules the counters look what is out already."""
        result = super()._reference_changed()
        self.env["gov.series.counter"]._look_again()
        return result

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
        pattern, _reset, per_unit, _wanted = self._spec()
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
        pattern, _reset, per_unit, _wanted = self._spec()
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

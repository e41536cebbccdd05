import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..listing import listed

#: how long one go of a long verification takes, in seconds, and how many findings are told one by one
GO = 60
TOLD = 100
NAMED = 5


class GovEventCheck(models.Model):
    """A verification of the event log (留痕核验): of one record's history, or of all there is
    with the anchors, and what came out, in words.

    A long one is done in several goes by a scheduled action; what was found stays on record.
    """

    _name = "gov.event.check"
    _description = "Verification of the Event Log"
    _order = "id desc"
    _rec_name = "create_date"

    subject = fields.Reference("_selection_subject", "History Of", help="Empty: every history, and the anchors.")
    daily = fields.Boolean("By the System", readonly=True)
    state = fields.Selection(
        [("draft", "To Be Done"), ("running", "Under Way"), ("whole", "Whole"), ("broken", "Does Not Fit")],
        "Result",
        default="draft",
        required=True,
        readonly=True,
    )
    done_at = fields.Datetime("Finished On", readonly=True)
    chains = fields.Integer("Histories", readonly=True)
    events = fields.Integer(readonly=True)
    breaks = fields.Integer("Places That Do Not Fit", readonly=True)
    findings = fields.Text(readonly=True)
    place_model = fields.Char(readonly=True)
    place_id = fields.Integer(readonly=True)

    @api.model
    def _selection_subject(self):
        names = self.env["gov.event.subject"]._event_subject_models()
        return sorted(((name, self.env["ir.model"]._get(name).name) for name in names), key=lambda pair: pair[1])

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{"subject": vals.get("subject") or False} for vals in vals_list])

    def write(self, vals):
        if vals.keys() - {"subject"} or self.filtered(lambda check: check.state != "draft"):
            raise AccessError(self.env._("What a verification found is written by the system only."))
        return super().write(vals)

    def _put(self, vals):
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if self.filtered(lambda check: check.state != "draft"):
            raise UserError(self.env._("A verification that was made stays on record."))

    def _event_company(self):
        return self.env.company

    def action_verify(self):
        """Verify the history that is named, or begin to verify all.

        :raises AccessError: the user may not read the log
        """
        self.check_access("write")
        self.env["gov.event"].check_access("read")
        for check in self.sudo().filtered(lambda check: check.state == "draft"):
            if check.subject:
                subject = check.subject._event_subject()
                found = self.env["gov.event"].sudo().verify_chain(subject.ids, subject._name)
                check._add(1, subject.sudo().event_seq, found)
                check._finish()
            else:
                check._put({"state": "running"})
                check._go(GO // 6)
                if check.state == "running":
                    self.env.ref("gov_base.ir_cron_event_check").sudo()._trigger()

    @api.model
    def _cron_go_on(self):
        """Go on with the verifications that are not finished."""
        for check in self.search([("state", "=", "running")], limit=1):
            check._go(GO)
            left = self.search_count([("state", "=", "running")])
            self.env["ir.cron"]._commit_progress(1, remaining=left)

    def _go(self, seconds: float):
        """Verify chains for so long; the last go verifies the anchors, too."""
        self.ensure_one()
        events = self.env["gov.event"].sudo()
        end = time.monotonic() + seconds
        place = (self.place_model or "", self.place_id)
        while True:
            place, chains, count, found = events._verify_next(place)
            self._add(chains, count, found)
            if not place or time.monotonic() >= end:
                break
        if place:
            self._put({"place_model": place[0], "place_id": place[1]})
            return
        self._add_anchors(self.env["gov.anchor"].sudo()._verify())
        self._finish()

    @api.model
    def _check_day(self, anchor):
        """Verify the last anchor, that it and all before it are signed and linked, and the
        histories it holds; tell the auditors if something does not fit."""
        if not anchor:
            return
        check = super().create({"subject": False, "daily": True})  # pylint: disable=super-method-mismatch
        check._add_anchors(self.env["gov.anchor"]._verify(anchor.date))
        by_model = {}
        for name, subject_id, _seq, _head in anchor._document().get("heads") or ():
            by_model.setdefault(name, []).append(subject_id)
        events = self.env["gov.event"]
        known = self.env["gov.event.subject"]._event_subject_models()
        for name in by_model.keys() & set(known):
            check._add(len(by_model[name]), 0, events.verify_chain(by_model[name], name))
        check._put({"events": anchor.events})
        check._finish()

    def _add(self, chains: int, events: int, found: list[dict]):
        self._put({"chains": self.chains + chains, "events": self.events + events})
        self._tell([self._break_text(one) for one in found])

    def _add_anchors(self, found: list[dict]):
        self._tell([self._anchor_text(one) for one in found])

    def _tell(self, lines: list[str]):
        if lines:
            room = max(TOLD - self.breaks, 0)
            told = [self.findings] if self.findings else []
            self._put({"findings": "\n".join(told + lines[:room]), "breaks": self.breaks + len(lines)})

    def _finish(self):
        state = "broken" if self.breaks else "whole"
        if (more := self.breaks - TOLD) > 0:
            self._put({"findings": f"{self.findings}\n" + self.env._("And %(count)s more.", count=more)})
        self._put({"state": state, "done_at": self.env.cr.now().replace(microsecond=0)})
        if self.breaks:
            auditors = self.env.ref("gov_base.group_auditor").sudo().all_user_ids
            self.env["gov.alert"]._raise(self, "log.broken", {self.id: auditors})

    def _subject_text(self, model: str, subject_id: int) -> str:
        record = self.env[model].sudo().browse(subject_id).exists() if model in self.env else None
        name = self.env["ir.model"]._get(model).name or model
        return f"{name} {record.display_name if record else subject_id}"

    def _break_text(self, found: dict) -> str:
        """One place that does not fit, in words."""
        texts = {
            "sequence": self.env._("before No. %(seq)s an event is missing, or one was put in"),
            "link": self.env._("No. %(seq)s does not follow from the one before it"),
            "content": self.env._("No. %(seq)s was changed"),
            "head": self.env._("after No. %(seq)s events were cut off, or added by hand"),
            "missing": self.env._("all its %(seq)s events are gone"),
            "orphan": self.env._("its %(seq)s events are there, the record itself is gone"),
        }
        return f"{self._subject_text(*found['subject'])}: {texts[found['break']] % {'seq': found['seq']}}"

    def _anchor_text(self, found: dict) -> str:
        """What does not fit with an anchor, in words."""
        chains = found.get("chains", [])
        named = listed(self.env, [self._subject_text(*chain) for chain in chains[:NAMED]])
        texts = {
            "signature": self.env._("its signature does not fit: it was changed, or signed with another key"),
            "key": self.env._("it was signed with another key than today's"),
            "link": self.env._("it does not follow from the one before: one was taken out or made anew"),
            "file": self.env._("its file does not say what the table says"),
            "log": self.env._(
                "%(count)s histories are not what they were on that day: %(names)s", count=len(chains), names=named
            ),
            "day": self.env._("before it days with events have no anchor"),
            "removed": self.env._("its file is there, the anchor was taken out"),
        }
        return self.env._("Anchor of %(date)s: %(what)s", date=found["date"], what=texts[found["problem"]])

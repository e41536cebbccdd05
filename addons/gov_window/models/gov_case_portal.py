from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.identity import mask_name
from odoo.addons.gov_base.kernel.move import Move

from ..kernel.catalogue import ONLINE

_lt = LazyTranslate(__name__)

CITIZEN = ("base.group_portal",)


class GovCase(models.Model):
    """The applicant's own moves: apply online, take back, hand in a supplement (W-092, W-093)."""

    _inherit = "gov.case"

    application_number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    applied_at = fields.Datetime("Applied Online On", readonly=True, copy=False)
    applicant_note = fields.Text("Applicant's Remarks", readonly=True, copy=False)

    _register = models.Index("(received_at, id) WHERE received_at IS NOT NULL")

    @api.model
    def _flow_table(self):
        """Override: the moves a citizen makes on the portal; staff do not have them."""
        return super()._flow_table() | {
            "submit": Move(("draft",), "pre_submitted", _lt("Apply Online"), CITIZEN, access="read"),
            "take_back": Move(("pre_submitted",), "draft", _lt("Take Back the Application"), CITIZEN, access="read"),
            "hand_in": Move(("supplement",), "received", _lt("Hand In the Supplement"), CITIZEN, access="read"),
        }

    # ------------------------------------------------------------------ the draft

    @api.model
    def _portal_open(self, item, answers=()):
        """The citizen's draft for an item: the one begun already, else a new one (W-093).

        :raises UserError: the item is not handled online at all
        """
        if item.version_id.depth not in ONLINE:
            raise UserError(
                self.env._(
                    "“%(item)s” is handled on site only. Please come to the window with the papers of the list.",
                    item=item.name,
                )
            )
        partner = self.env.user.partner_id
        # one after the other: a double click makes one draft
        partner.sudo().lock_for_update()
        drafts = self.sudo()
        draft = drafts.search(
            [
                ("partner_id", "=", partner.id),
                ("item_id", "=", item.id),
                ("state", "=", "draft"),
                ("channel", "=", "portal"),
            ],
            limit=1,
        )
        if draft and draft.item_version_id != item.version_id and not draft.flow_action:
            # begun under a list that was replaced meanwhile
            draft.unlink()
            draft = drafts
        draft = draft or drafts.create(
            {
                "item_id": item.id,
                "partner_id": partner.id,
                "company_id": item.company_id.id,
                "window_id": False,
                "channel": "portal",
            }
        )
        return draft.with_env(self.env)

    def _portal_find(self, case_id: int):
        """The citizen's own case; empty if it is somebody else's or missing."""
        return self.search(Domain("id", "=", case_id) & self._portal_domain())

    def _portal_may_edit(self) -> bool:
        """Whether the applicant may change notes and files now."""
        self.ensure_one()
        return self.state == "supplement" or (self.state == "draft" and self.channel == "portal")

    def _portal_note(self, note: str):
        """Keep what the applicant writes."""
        self._check_portal_edit()
        self.sudo()._flow_write({"applicant_note": (note or "").strip()[:2000]})

    def _portal_discard(self):
        """Throw a draft away; one that was submitted before stays on record."""
        self.ensure_one()
        self._check_portal_edit()
        if self.state != "draft" or self.sudo().event_seq:
            raise UserError(self.env._("Only a draft that was never submitted can be thrown away."))
        self.sudo().unlink()

    def _check_portal_edit(self):
        if not self._portal_may_edit():
            raise UserError(
                self.env._("The application is being handled and cannot be changed now. Please reload the page.")
            )

    # ------------------------------------------------------------------ the moves

    def _get_cannot_receive_reason(self):
        """Override: what the applicant is still writing is not received."""
        reasons = super()._get_cannot_receive_reason()
        for case in self:
            if case.state == "draft" and case.channel == "portal" and case.create_uid.share:
                reasons.setdefault(case.id, self.env._("the applicant has not submitted it yet."))
        return reasons

    def _portal_submit(self):
        """Submit the application: it gets the number of an application and waits for the
        window's pre-acceptance (W-092)."""
        return self._flow_move("submit", data=self._portal_files())

    def _get_cannot_submit_reason(self):
        reasons = {}
        for case in self:
            without = case.material_ids.filtered(
                lambda line: line.required and line.state == "missing" and not line.by_paper
            )
            if not case.item_id.sudo().version_id:
                reasons[case.id] = self.env._("this item is not offered at present: it has no published version.")
            elif without:
                reasons[case.id] = self.env._(
                    "upload the file, or choose “I bring it on paper”, for: %(names)s.",
                    names=", ".join(without.mapped("name")),
                )
        return reasons

    def _prepare_submit_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        vals = {}
        for company, cases in self.sudo().grouped("company_id").items():
            series = self.env["gov.series"]._for("application", company)
            fresh = cases.filtered(lambda case: not case.application_number)
            numbers = dict(zip(fresh._ids, series._next(len(fresh), {}) if fresh else (), strict=True))
            for case in cases:
                vals[case.id] = {
                    "application_number": numbers.get(case.id, case.application_number),
                    "applied_at": now,
                }
        return vals

    def _portal_take_back(self):
        """Take the application back to change it, as long as nobody received it."""
        return self._flow_move("take_back")

    def _portal_hand_in(self):
        """Hand in the supplement: the period stops, the window goes on (W-083)."""
        return self._flow_move("hand_in", data=self._portal_files())

    def _get_cannot_hand_in_reason(self):
        return {
            case.id: self.env._("still missing: %(names)s.", names=", ".join(missing.mapped("name")))
            for case in self
            if (missing := case.material_ids.filtered(lambda line: line.required and line.state == "missing"))
        }

    def _on_hand_in(self):
        self.sudo()._term_stop("supplement")

    def _portal_files(self) -> dict:
        """The digests of the files that are handed in, for the event."""
        lines = self.sudo().material_ids
        files = lines.env["ir.attachment"].search_fetch(
            [("res_model", "=", lines._name), ("res_field", "=", "file"), ("res_id", "in", lines.ids)],
            ["res_id", "checksum"],
        )
        names = {line.id: line.name for line in lines}
        return {"files": {names[file.res_id]: file.checksum for file in files}}

    # ------------------------------------------------------------------ the public list

    @api.model
    def _portal_ledger(self, before: int = 0, limit: int = 50):
        """The register of received cases as published (W-084, W-100) in the order of their receipt, the newest first.

        Names of persons are masked, numbers are shown in part; nothing secret.

        :param before: only cases that are older than this one
        :return: (rows as dicts, id of the last row if there are older ones, else 0)
        """
        domain = Domain("received_at", "!=", False) & Domain("item_id.secret", "=", False)
        if last := before and self.sudo().search(Domain("id", "=", before) & domain):
            earlier = Domain("received_at", "<", last.received_at) | Domain("id", "<", last.id)
            domain &= Domain("received_at", "<=", last.received_at) & earlier
        cases = self.sudo().search(domain, limit=limit + 1, order="received_at desc, id desc")
        shown = cases[:limit]
        states = dict(self._fields["state"]._description_selection(self.env))
        rows = [
            {
                "number": f"…{case.number[-6:]}",
                "received_on": case._local_date(case.received_at),
                "applicant": case.partner_id.name if case.partner_id.is_company else mask_name(case.partner_id.name),
                "item": case.item_id.name,
                "department": case.department_id.short_name,
                "accepted_on": case.accept_date,
                "promise": case.promise_value,
                "due_on": case.due_date,
                "state": states[case.state],
            }
            for case in shown
        ]
        return rows, shown[-1:].id if len(cases) > limit else 0

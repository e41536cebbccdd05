from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, LockError, UserError, ValidationError

from ..fields import Recorded
from ..kernel.move import Move
from ..listing import listed

#: how many records a message names one by one
SHOWN = 5
#: how many refusals the answer of a button over a list names
LISTED = 20


class GovFlowMixin(models.AbstractModel):
    """The one way to move anything (流转).

    A model of the flow has a ``state`` field, returns its table from :meth:`_flow_table`,
    and offers ``action_<name>()`` methods that call :meth:`_flow_move`. For each action
    there may be

    - ``_get_cannot_<action>_reason()`` -> {id: why}: shown on the button and enforced;
    - ``_get_<action>_authority()`` -> {id: record}: by what power; an action that has
      this method is refused where it finds nothing;
    - ``_prepare_<action>_vals()`` -> {id: values}: what is written with the state;
    - ``_get_<action>_data()`` -> {id: data}: what the event of each record says besides;
    - ``_on_<action>()``: what follows, called on the records that moved.

    A stored field that is ``readonly`` is written by the flow alone: ``create`` and ``write``
    refuse it from anywhere else, the superuser included. The flow itself writes below that
    guard.
    """

    _name = "gov.flow.mixin"
    _inherit = ["gov.event.subject", "gov.rows"]
    _description = "Flow"

    #: the field of the record whose subject's chain takes the events; empty: the record's own
    _flow_subject_field = ""
    #: fields that are not readonly, and that nobody but the flow writes all the same
    _flow_protected = frozenset()
    #: fields that may be written only while the state is one of ``_flow_open_states``
    _flow_frozen = frozenset()
    _flow_open_states = frozenset()

    flow_action = fields.Char("Last Action", readonly=True, copy=False)
    flow_user_id = Recorded("res.users", "Last Moved By", readonly=True, copy=False)
    flow_date = fields.Datetime("Last Moved On", readonly=True, copy=False)
    flow_reason = fields.Text("Reason of the Last Move", readonly=True, copy=False)
    flow_buttons = fields.Json("Actions", compute="_compute_flow_buttons")

    # ------------------------------------------------------------------ the table

    @api.model
    def _flow_table(self) -> dict[str, Move]:
        """The transition table. Downstream addons add rows with ``super() | {...}``."""
        return {}

    @api.model
    @tools.ormcache()
    def _flow_moves(self) -> dict[str, Move]:
        """The transition table with the rows of all addons."""
        return self._flow_table()

    @api.model
    @tools.ormcache()
    def _flow_guarded(self) -> frozenset:
        """The fields that nobody writes but the flow: whatever is stored and readonly, computed
        and related fields included (``readonly`` alone does not stop a client)."""
        return self._flow_protected.union(
            name
            for name, field in self._fields.items()
            if field.readonly and (field.store or field.type == "one2many") and name not in models.MAGIC_COLUMNS
        )

    @api.model
    def _flow_initial_state(self):
        return self._fields["state"].default(self)

    @api.depends("state")
    @api.depends_context("uid", "lang")
    def _compute_flow_buttons(self):
        """The actions the current user could take from here, each with the reason why
        not, if there is one: what the buttons of the form show."""
        table = self._flow_moves()
        buttons = {record.id: [] for record in self}
        for action, move in table.items():
            if not move.groups or not self._flow_has_group(move):
                continue
            candidates = self.filtered(lambda record, move=move: record.state in move.sources)._flow_offered(action)
            if not candidates:
                continue
            saved = candidates.filtered(lambda record: isinstance(record.id, int))
            reasons = saved._flow_reasons(action, saved._flow_authorities(action)) if saved else {}
            for record in candidates:
                buttons[record.id].append(
                    {
                        "action": action,
                        "label": str(move.label),
                        "primary": move.primary,
                        "hotkey": move.hotkey,
                        "blocked": reasons.get(record.id, ""),
                    }
                )
        for record in self:
            record.flow_buttons = buttons[record.id]

    def _flow_offered(self, action: str):
        """Hook: those of the records that show the button of an action at all."""
        return self

    # ------------------------------------------------------------------ the guard

    @api.model
    def default_get(self, fields):
        """Override of `web`: a protected field begins as the model says, whatever context or
        stored defaults say."""
        guarded = self._flow_guarded()
        values = super().default_get([name for name in fields if name not in guarded])
        for name in guarded.intersection(fields):
            if default := self._fields[name].default:
                values[name] = default(self)
        return values

    def onchange(self, values, field_names, fields_spec):
        """Override of `web`: a form cannot pretend that a protected field has changed, and be
        told what follows from it."""
        guarded = self._flow_guarded()
        values = {name: value for name, value in values.items() if name not in guarded}
        return super().onchange(values, [name for name in field_names if name not in guarded], fields_spec)

    @api.model_create_multi
    def create(self, vals_list):
        guarded = self._flow_guarded()
        initial = self._flow_initial_state()
        for vals in vals_list:
            for name in guarded & vals.keys():
                if vals[name] and not (name == "state" and vals[name] == initial):
                    raise self._flow_guard_error({name})
        records = super().create(self._flow_begin(vals_list))
        records._flow_hold(records)
        return records

    @api.model
    def _flow_begin(self, vals_list) -> list[dict]:
        """Hook: the values of new records, with what only the flow may set."""
        return vals_list

    def write(self, vals):
        if found := self._flow_guarded() & vals.keys():
            raise self._flow_guard_error(found)
        if found := self._flow_frozen & vals.keys():
            closed = self.filtered(lambda record: record.state not in self._flow_open_states)
            if closed:
                raise closed._flow_closed_error(found)
        return super().write(vals)

    @api.model
    def _flow_create(self, vals_list):
        """Create below the guard. Only models that the flow itself makes call it."""
        records = super().create(vals_list)  # pylint: disable=super-method-mismatch
        records._flow_hold(records)
        return records

    def _flow_write(self, vals):
        """Write below the guard. Only the flow and its hooks call it."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        moved = self.sudo().filtered("flow_action" if self._flow_subject_field else "event_seq")
        if moved:
            raise UserError(
                self.env._(
                    "%(records)s: what has been handled cannot be deleted; it stays on record.",
                    records=", ".join(moved.mapped("display_name")),
                )
            )

    def _flow_guard_error(self, names):
        return AccessError(
            self.env._(
                "%(fields)s of “%(model)s” is set by its actions only, and cannot be written directly.",
                fields=self._flow_field_names(names),
                model=self.env["ir.model"]._get(self._name).name or self._description,
            )
        )

    def _flow_closed_error(self, names):
        """What was to be written, who moved each record when, and what its reader can do instead."""
        states = dict(self._fields["state"]._description_selection(self.env))
        lines = []
        for record in self[:SHOWN]:
            state = states.get(record.state, record.state)
            if record.flow_user_id:
                lines.append(
                    self.env._(
                        "%(record)s: it is “%(state)s”, moved by %(user)s on %(date)s.",
                        record=record.display_name,
                        user=record.sudo().flow_user_id.name,
                        state=state,
                        date=fields.Datetime.context_timestamp(self, record.flow_date).strftime("%Y-%m-%d %H:%M"),
                    )
                )
            else:
                lines.append(self.env._("%(record)s: it is “%(state)s”.", record=record.display_name, state=state))
            if labels := [button["label"] for button in record.flow_buttons or () if not button["blocked"]]:
                lines.append(
                    self.env._("Reload the page; from here you can: %(actions)s.", actions=listed(self.env, labels))
                )
            else:
                lines.append(self.env._("Reload the page; if it has to change, ask who moved it."))
        if more := len(self[SHOWN:]):
            lines.append(self.env._("And %(count)s more.", count=more))
        return UserError(
            self.env._(
                "%(fields)s cannot be changed any more.\n%(lines)s",
                fields=self._flow_field_names(names),
                lines="\n".join(lines),
            )
        )

    def _flow_field_names(self, names):
        descriptions = self.fields_get(sorted(names), ["string"])
        return ", ".join(descriptions.get(name, {}).get("string", name) for name in sorted(names))

    # ------------------------------------------------------------------ the subject

    def _event_subject(self):
        self.ensure_one()
        return self[self._flow_subject_field]._event_subject() if self._flow_subject_field else self

    def _event_subjects(self) -> list:
        """The subjects of all these records: one recordset for each model of subjects."""
        return self[self._flow_subject_field]._event_subjects() if self._flow_subject_field else [self]

    @api.model
    def _flush_with(self):
        """Override of the machinery's rows: events go with their heads."""
        return super()._flush_with() + self.env["gov.event"]._take_waiting()

    # ------------------------------------------------------------------ the move

    def _flow_has_group(self, move: Move) -> bool:
        return (self.env.su and not move.groups) or any(self.env.user.has_group(group) for group in move.groups)

    def _flow_authorities(self, action: str) -> dict | None:
        """By what power each record may take the action; None if it needs no power."""
        find = getattr(self, f"_get_{action}_authority", None)
        return find() if find else None

    def _flow_reasons(self, action: str, authorities: dict | None) -> dict[int, str]:
        """Why each record cannot take the action, authority included; the records that
        can are absent. The same dict shows and enforces."""
        check = getattr(self, f"_get_cannot_{action}_reason", None)
        reasons = {key: why for key, why in check().items() if why} if check else {}
        if authorities is not None:
            for record in self:
                if not authorities.get(record.id):
                    reasons.setdefault(record.id, record._flow_no_authority_reason(action))
        return reasons

    def _flow_no_authority_reason(self, action: str) -> str:
        """What to tell who acts without power; models say it in their own words."""
        return self.env._("You have no valid authority for this.")

    def _flow_move(self, action: str, reason: str = "", vals: dict | None = None, data: dict | None = None):
        """Move the records.

        A repeat of the same action by the same user does nothing. Otherwise all records
        move, or none and the error names each that cannot and why.

        :param reason: the written reason, where the table asks for one
        :param vals: written with the state on all records
        :param data: stored with the event, where the records have no data of their own
        :return: the records that moved
        :raises UserError: a record is in another state, locked by somebody else, or the
            rules refuse it
        :raises AccessError: the user has no right to the records or the action
        """
        if not self:
            return self
        try:
            return self._flow_try(action, reason, vals or {}, data)
        except UserError as error:
            self._flow_refused(action, error)
            raise

    def _flow_refused(self, action: str, error: UserError):
        """Hook: a move was refused, and nothing of it is done."""

    def _flow_try(self, action, reason, vals, data):
        move = self._flow_moves()[action]
        self._load_rows()
        self.check_access(move.access)
        if not self._flow_has_group(move):
            raise AccessError(self.env._("Your role does not include “%(action)s”.", action=str(move.label)))
        self._flow_lock()
        reason = (reason or "").strip()
        todo = self - self._flow_repeated(action, move, reason)
        if not todo:
            return todo
        wrong = todo.filtered(lambda record: record.state not in move.sources)
        if wrong:
            raise UserError("\n".join(wrong._flow_wrong_state_lines(move)))
        if move.needs_reason and not reason:
            raise ValidationError(self.env._("“%(action)s” needs a written reason.", action=str(move.label)))
        authorities = todo._flow_authorities(action)
        if reasons := todo._flow_reasons(action, authorities):
            raise UserError("\n".join(todo._flow_reason_lines(reasons)))
        todo._flow_apply(action, move, reason, vals, data, authorities or {})
        return todo

    def _flow_repeated(self, action, move, reason):
        """The records on which the same user just did the same, with the same reason."""
        if not move.target:
            return self.browse()
        repeated = self.sudo().filtered(
            lambda record: (
                record.flow_action == action and record.flow_user_id == self.env.user and record.state == move.target
            )
        )
        if move.needs_reason:
            repeated = repeated.filtered(lambda record: record.flow_reason == reason)
        return repeated.with_env(self.env)

    def _flow_apply(self, action, move, reason, vals, data, authorities):
        now = self.env.cr.now().replace(microsecond=0)
        prepare = getattr(self, f"_prepare_{action}_vals", None)
        prepared = prepare() if prepare else {}
        before = {record.id: record.state for record in self}
        writer = self.sudo()
        moved = move.target and {
            "state": move.target,
            "flow_action": action,
            "flow_user_id": self.env.uid,
            "flow_date": now,
            "flow_reason": reason,
        }
        writer._write_rows(prepared, vals | (moved or {}))
        tell = getattr(self, f"_get_{action}_data", None)
        told = tell() if tell else {}
        powers = {
            authority: self._flow_authority_vals(authority) for authority in filter(None, set(authorities.values()))
        }
        entries = []
        for record in writer:
            authority = authorities.get(record.id)
            entries.append(
                (
                    record,
                    {
                        "kind": action,
                        "state_from": before[record.id] if moved else None,
                        "state_to": move.target or None,
                        "user_id": self.env.uid,
                        "reason": reason or None,
                        "public": move.public,
                        "data": told.get(record.id, data),
                        **powers.get(authority, {}),
                    },
                )
            )
        self.env["gov.event"]._append(entries)
        if follow := getattr(self, f"_on_{action}", None):
            follow()

    @api.model
    def _flow_authority_vals(self, authority):
        authority = authority.sudo()
        return {
            "authority_model": authority._name,
            "authority_id": authority.id,
            "authority_label": authority.display_name,
        }

    def _flow_move_each(self, action: str, reason: str = "", vals: dict | None = None) -> dict[int, str]:
        """Move many records, each with its own outcome: all at once if all can, else one by one.

        What is refused is noted (:meth:`_flow_refused`) for each record by itself, and once.

        :return: by id, the empty string if the record moved, else why it did not
        """
        if not self:
            return {}
        try:
            with self._flow_apart():
                self._flow_try(action, reason, vals or {}, None)
        except (UserError, IntegrityError):
            return {record.id: record._flow_move_alone(action, reason, vals) for record in self}
        return dict.fromkeys(self.ids, "")

    def _flow_move_alone(self, action, reason, vals) -> str:
        """Move one record; the empty string, or why it did not move."""
        try:
            with self._flow_apart():
                self._flow_move(action, reason, vals)
        except UserError as error:
            return str(error)
        except IntegrityError as error:
            broken = next((model for model in self.env.values() if model._table == error.diag.table_name), self)
            return f"{self.display_name}: {broken._sql_error_to_message(error)}"
        return ""

    @contextmanager
    def _flow_apart(self):
        """Work that is undone as a whole when it is refused, what the registry kept of it included."""
        try:
            with self.env.cr.savepoint():
                yield
                self.env.flush_all()
        except Exception:
            self.env["gov.reference"]._reference_undone()
            raise

    def _flow_act_each(self, action: str) -> dict:
        """What a button over a list does: the records that can move do, and the answer says of
        each other one why not."""
        return self._flow_outcome(action, self._flow_move_each(action))

    @api.model
    def _flow_outcome(self, action: str, outcome: dict[int, str]) -> dict:
        """The outcome of a move for each of many records, as a message of the web client.

        :param outcome: by id, the empty string or why it did not move
        """
        refused = [why for why in outcome.values() if why]
        label = str(self._flow_moves()[action].label)
        done = self.env._("%(action)s: %(count)s done", action=label, count=len(outcome) - len(refused))
        more = [self.env._("And %(count)s more.", count=len(refused) - LISTED)] if len(refused) > LISTED else []
        if refused:
            done = self.env._(
                "%(action)s: %(count)s done, %(refused)s not",
                action=label,
                count=len(outcome) - len(refused),
                refused=len(refused),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "success",
                "sticky": bool(refused),
                "title": done,
                "message": "\n".join(["", *refused[:LISTED], *more]) if refused else "",
                "className": "gov_flow_outcome",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _flow_lock(self):
        """Lock the records and the subjects whose chains take their events.

        :raises LockError: somebody else holds one of them
        """
        records = self.sudo()
        held = records._flow_held()
        try:
            for wanted in (records, *(found for found in records._event_subjects() if found != records)):
                name = wanted._name
                if free := [res_id for res_id in wanted._ids if (name, res_id) not in held]:
                    wanted.browse(free).lock_for_update()
                    held.update((name, res_id) for res_id in free)
        except LockError as error:
            raise LockError(
                self.env._(
                    "Somebody else is handling %(records)s at this very moment. Please reload and look again.",
                    records=", ".join(records.mapped("display_name")),
                )
            ) from error

    def _flow_held(self) -> set:
        """(model, id) of the rows this transaction made or locked; a rollback forgets them."""
        return self.env.cr.cache.setdefault("gov_base.held", set())

    def _flow_hold(self, records):
        self._flow_held().update((records._name, record_id) for record_id in records._ids)

    def _flow_wrong_state_lines(self, move: Move):
        states = dict(self._fields["state"]._description_selection(self.env))
        for record in self.sudo():
            values = {
                "record": record.display_name,
                "action": str(move.label),
                "state": states.get(record.state, record.state),
            }
            if record.flow_user_id:
                yield self.env._(
                    "%(record)s: “%(action)s” is not possible; it is “%(state)s” (%(user)s, %(date)s).",
                    user=record.flow_user_id.name,
                    date=fields.Datetime.context_timestamp(self, record.flow_date).strftime("%Y-%m-%d %H:%M"),
                    **values,
                )
            else:
                yield self.env._("%(record)s: “%(action)s” is not possible; it is “%(state)s”.", **values)

    def _flow_reason_lines(self, reasons):
        for record in self.sudo():
            if why := reasons.get(record.id):
                yield self.env._("%(record)s: %(why)s", record=record.display_name, why=why)

    # ------------------------------------------------------------------ asked by the client

    def flow_act(self, action: str, reason: str = ""):
        """Press a button of :attr:`flow_buttons`.

        The action's own ``action_<name>()`` is called; where the table asks for a
        written reason and none is given, the wizard that asks for it opens.
        """
        move = self._flow_moves().get(action)
        method = getattr(self, f"action_{action}", None)
        if move is None or method is None:
            raise UserError(self.env._("There is no action “%(action)s”.", action=action))
        if move.needs_reason and not reason:
            return {
                "type": "ir.actions.act_window",
                "name": str(move.label),
                "res_model": "gov.flow.reason",
                "view_mode": "form",
                "target": "new",
                "context": {
                    "default_res_model": self._name,
                    "default_res_ids": self.ids,
                    "default_action": action,
                    "default_reason": self._flow_draft_reason(action),
                },
            }
        return method(reason=reason) if move.needs_reason else method()

    def _flow_draft_reason(self, action: str) -> str:
        """Hook: what the wizard proposes as the written reason; the user changes it freely."""
        return ""

"""Protected fields of the flow by the framework's side doors: defaults, forms, derived columns, citizens' RPC."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_attacks import Attacks


@tagged("post_install", "-at_install")
class TestFlowSideDoors(Attacks):
    def test_defaults(self):
        """Trap 1, trap 2: neither the context nor a stored default begins a record further on."""
        for model, role in (
            ("gov.case", "clerk"),
            ("gov.authorization", "catalogue"),
            ("gov.item.version", "catalogue"),
        ):
            vals = self.vals["own"][model]
            fresh = self.env[model].browse(self.rpc(role, model, "create", dict(vals)))
            for name in sorted(self.env[model]._flow_guarded()):
                field = self.env[model]._fields[name]
                if not field.store or field.compute:
                    continue
                value = self._other(fresh, name)
                made = self.rpc(role, model, "create", dict(vals), context={f"default_{name}": value})
                self.assertEqual(self.env[model].browse(made)[name], fresh[name], (model, name))
        user = self.users["catalogue"]
        self.env["ir.default"].set("gov.authorization", "state", "active", user_id=user.id)
        letter = self.rpc("catalogue", "gov.authorization", "create", dict(self.vals["own"]["gov.authorization"]))
        self.assertEqual(self.env["gov.authorization"].browse(letter).state, "draft")

    def _other(self, record, name):
        field = record._fields[name]
        if field.type == "selection":
            return next((value for value in field.get_values(self.env) if value != record[name]), record[name])
        if field.type == "many2one":
            return self.env[field.comodel_name].sudo().search([("id", "!=", record[name].id)], limit=1).id
        values = {"integer": 7, "float": 7.0, "boolean": not record[name], "date": "2001-01-01"}
        return values.get(field.type, "2001-01-01 00:00:00")

    def test_derived_columns(self):
        """Trap 1: what is computed or copied from elsewhere is not written over, on any model of the flow."""
        for model in self.flow_models:
            record = self.records[model]["own"]
            for name, field in record._fields.items():
                if not (field.readonly and field.store) or name in (
                    "id",
                    "create_uid",
                    "create_date",
                    "write_uid",
                    "write_date",
                ):
                    continue
                value = [(5, 0, 0)] if field.type in ("one2many", "many2many") else self._other(record, name)
                for role in ("clerk", "handler", "leader", "issuer", "department", "catalogue", "main_head", "admin"):
                    self.refused(role, model, "write", record.ids, {name: value}, kind=AccessError)

    def test_forms_that_pretend(self):
        """I10: a form that pretends to be about somebody else's case is told nothing of it."""
        foreign = self.records["gov.case"]["foreign"]
        spec = {"difference": {}, "partner_masked": {}, "case_number": {}}
        result = self.records["gov.result"]["own"]
        answer = self.rpc("handler", "gov.result", "onchange", result.ids, {"case_id": foreign.id}, ["case_id"], spec)
        for secret in (foreign.partner_id.name, foreign.partner_masked, foreign.item_id.name):
            self.assertNotIn(secret, str(answer))

    def test_easy_token(self):
        """The token of a case's page is drawn, not chosen."""
        case = self.records["gov.case"]["own"]
        self.refused("clerk", "gov.case", "write", case.ids, {"access_token": "1"}, kind=AccessError)
        self.assertGreater(len(case._portal_ensure_token()), 30)

    def test_what_a_citizen_reads(self):
        """A-050: by RPC the applicant reads neither opinions nor remarks nor who moved the case."""
        case = self.records["gov.case"]["own"]
        for name in (
            "recommendation",
            "note",
            "event_timeline",
            "flow_user_id",
            "acceptor_id",
            "task_ids",
            "event_head",
        ):
            for role in ("citizen", "agent"):
                self.refused(role, "gov.case", "read", case.ids, [name], kind=AccessError)
        self.refused("citizen", "gov.case", "search_count", [("note", "=like", "a%")], kind=AccessError)
        row = self.rpc("citizen", "gov.case", "read", case.ids, ["number", "state", "due_date", "lamp"])[0]
        self.assertEqual(row["number"], case.number)

    def test_required_line_removed(self):
        """W-073: a required material is missing, too, when its line was taken off the checklist."""
        case = self._open_case(receive=False)
        case.material_ids[0].unlink()
        case.action_receive()
        with self.assertRaisesRegex(UserError, "checklist is not complete"):
            case.action_accept()

"""Boards that count by the ledger say what they would say by counting the records, to everybody."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.gov_base.models.gov_tally_mixin import COUNT, TallyQuery

from .test_access_matrix import ThreeSets

MANY = 400
LAMPS = ("green", "amber", "red", "grey", "done")
BAR = {"field": "state", "colors": {"received": "success", "reviewing": "warning", "concluded": "danger"}}
#: who reads which model; the ledger answers all of them
READERS = {
    "gov.case": (
        "guide",
        "clerk",
        "department_clerk",
        "department",
        "handler",
        "leader",
        "issuer",
        "supervisor",
        "auditor",
        "citizen",
        "agent",
        "both",
    ),
    "gov.task": ("guide", "clerk", "department_clerk", "handler", "leader", "supervisor", "both"),
    "gov.result": ("clerk", "handler", "issuer", "supervisor", "both"),
}
#: whose rules let through records one by one only
NOT_COUNTED = {"citizen", "agent"}


@tagged("post_install", "-at_install")
class TestTallyAnswers(ThreeSets):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["both"] = cls._create_staff(
            "m_both", "gov_window.group_clerk,gov_approval.group_handler", window=cls.window, department=cls.labour
        )
        for user in cls.users.values():
            user.sudo().company_ids += cls.abroad
        people = [user.partner_id.id for user in cls.users.values()]
        people += cls.env["res.partner"].create([{"name": f"路人{number}"} for number in range(60)]).ids
        departments = [cls.records["gov.case"][where].sudo().department_id.id for where in ("own", "other", "foreign")]
        companies = (cls.company + cls.abroad).ids
        states = {name: list(cls.env[name]._fields["state"].get_values(cls.env)) for name in READERS}
        sample = cls.records["gov.case"]["own"].sudo()
        first = max(cls.env["gov.case"].sudo().search([]).ids)
        cls._copies(
            sample,
            id=SQL("%s + i", first),
            number=SQL("NULL"),
            tracking_code=SQL("'t' || i"),
            access_token=SQL("NULL"),
            event_seq=SQL("0"),
            company_id=cls._one_of(companies, 3),
            department_company_id=cls._one_of(companies, 5),
            department_id=cls._one_of(departments, 7),
            partner_id=cls._one_of(people, 11),
            agent_id=cls._one_of([None, *people], 13),
            state=cls._one_of(states["gov.case"], 17),
            lamp=cls._one_of([None, *LAMPS], 19),
            unsubmitted=cls._one_of([None, False, True], 23),
        )
        cls._copies(
            cls.records["gov.task"]["own"].sudo(),
            case_id=SQL("%s + i", first),
            company_id=cls._one_of(companies, 3),
            case_company_id=cls._one_of(companies, 5),
            department_id=cls._one_of(departments, 7),
            state=cls._one_of(states["gov.task"], 17),
            lamp=cls._one_of([None, *LAMPS], 19),
        )
        cls._copies(
            cls.records["gov.result"]["own"].sudo(),
            case_id=SQL("%s + i", first),
            number=SQL("NULL"),
            company_id=cls._one_of(companies, 3),
            department_id=cls._one_of(departments, 7),
            state=cls._one_of(states["gov.result"], 17),
        )
        cls.values = {
            "company_id": companies,
            "department_company_id": companies,
            "case_company_id": companies,
            "department_id": departments,
            "lamp": LAMPS,
            "unsubmitted": [True],
        }
        cls.states = states

    @classmethod
    def _one_of(cls, values, salt):
        """SQL of one of the values, another one in each row."""
        array = SQL("ARRAY[%s]", SQL(", ").join(SQL("%s", value) for value in values))
        return SQL("(%s)[1 + (hashint4(i * %s) & 1073741823) %% %s]", array, salt, len(values))

    @classmethod
    def _copies(cls, record, **columns):
        """Rows like the record's, with other values in some columns."""
        cls.env.flush_all()
        names = [
            name
            for (name,) in cls.env.execute_query(
                SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s", record._table)
            )
            if name != "id" or "id" in columns
        ]
        cls.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s AS sample, generate_series(1, %s) AS i WHERE sample.id = %s",
                SQL.identifier(record._table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(columns.get(name, SQL.identifier("sample", name)) for name in names),
                SQL.identifier(record._table),
                MANY,
                record.id,
            )
        )

    # ------------------------------------------------------------------ the questions

    def _records(self, name, role, companies):
        return self.env[name].with_env(
            self.env(user=self.users[role], su=False, context={"allowed_company_ids": companies.ids})
        )

    def _by_ledger(self, records, domain):
        query = records._search(domain)
        if not isinstance(query, TallyQuery):
            return None
        query.note("__count")
        return f"{records._table}_tally" in query.select(COUNT).code

    def _draw(self, data):
        name = data.draw(st.sampled_from(sorted(READERS)))
        companies = data.draw(st.sampled_from([self.company, self.abroad, self.company + self.abroad]))
        records = self._records(name, data.draw(st.sampled_from(READERS[name])), companies)
        return records, data.draw(self._domains(name))

    def _domains(self, name):
        def condition(field):
            values = st.sampled_from([False, *(self.states[name] if field == "state" else self.values[field])])
            one = st.tuples(st.just(field), st.sampled_from(["=", "!="]), values)
            return one | st.tuples(st.just(field), st.sampled_from(["in", "not in"]), st.lists(values, max_size=4))

        conditions = st.sampled_from(self.env[name]._tally_by).flatmap(condition).map(lambda leaf: Domain(*leaf))
        return st.just(Domain.TRUE) | st.recursive(
            conditions,
            lambda below: (
                st.builds(lambda one, other: one & other, below, below)
                | st.builds(lambda one, other: one | other, below, below)
                | below.map(lambda one: ~one)
            ),
            max_leaves=5,
        )

    def _same(self, ask, domain):
        """The answer from the ledger, and from the records: a condition on the id is not counted."""
        self.assertEqual(self._answer(ask, domain), self._answer(ask, domain & Domain("id", ">", 0)))

    def _answer(self, ask, domain):
        try:
            return ask(domain)
        except AccessError:  # a citizen does not read every counted column
            return AccessError

    @given(st.data())
    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    def test_groups(self, data):
        """Any domain, grouping, order and page of groups."""
        records, domain = self._draw(data)
        fields = st.sampled_from(records._tally_by)
        groupby = data.draw(st.lists(fields, max_size=3, unique=True))
        order = ", ".join(
            f"{name} {data.draw(st.sampled_from(['ASC', 'DESC', 'DESC NULLS LAST']))}" for name in groupby
        )
        page = {"limit": data.draw(st.sampled_from([None, 1, 3])), "offset": data.draw(st.sampled_from([0, 2]))}
        aggregates = data.draw(st.sampled_from([["__count"], [], ["__count", "id:max"], ["state:count"]]))
        if not groupby:
            order, page, aggregates = None, {}, ["__count"]
        self._same(lambda asked: records._read_group(asked, groupby, aggregates, order=order, **page), domain)

    @given(st.data())
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    def test_groups_by_their_count(self, data):
        """Groups ordered or chosen by how many they have."""
        records, domain = self._draw(data)
        field = data.draw(st.sampled_from(records._tally_by))
        self._same(
            lambda asked: records._read_group(
                asked, [field], ["__count"], having=[("__count", ">", 20)], order=f"__count desc, {field}"
            ),
            domain,
        )

    @given(st.data())
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    def test_pivot(self, data):
        """All cells of a pivot in one question."""
        records, domain = self._draw(data)
        rows, columns = data.draw(st.permutations(records._tally_by))[:2]
        sets = [[], [rows], [columns], [rows, columns]]
        self._same(lambda asked: self._bare(records.formatted_read_grouping_sets(asked, sets, ["__count"])), domain)

    @given(st.data())
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    def test_board(self, data):
        """Columns, those without a card too, and their bars."""
        records, domain = self._draw(data)
        records = records.with_context(read_group_expand=True)
        field = data.draw(st.sampled_from([name for name in records._tally_by if name != "company_id"]))

        def ask(asked):
            found = records.web_read_group(asked, [field], [], auto_unfold=True, unfold_read_specification={})
            bar = records.read_progress_bar(asked, field, BAR)
            return json.loads(json.dumps([found, bar], default=str))

        self._same(ask, domain)

    @given(st.data())
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    def test_count(self, data):
        """How many there are, up to a limit."""
        records, domain = self._draw(data)
        limit = data.draw(st.sampled_from([None, 1, 7, 10001]))
        self._same(lambda asked: records.search_count(asked, limit=limit), domain)
        self._same(lambda asked: len(records._search(asked, offset=3, limit=limit)), domain)

    def _bare(self, found):
        return json.loads(json.dumps(found, default=str))

    # ------------------------------------------------------------------ when the ledger is asked

    def test_the_ledger_is_asked(self):
        """The rules of all staff are made of counted columns; of citizens, the records are counted."""
        for name, roles in READERS.items():
            for role in roles:
                records = self._records(name, role, self.company + self.abroad)
                by_ledger = self._by_ledger(records, [("state", "!=", "draft")])
                self.assertEqual(bool(by_ledger), role not in NOT_COUNTED, (name, role))
                self.assertFalse(self._by_ledger(records, [("id", ">", 0)]), (name, role))
        cases = self.env["gov.case"].sudo()
        self.assertTrue(self._by_ledger(cases, []))
        self.assertTrue(self._by_ledger(cases, [("department_id.name", "ilike", "局")]))

    def test_somebody_builds_on(self):
        """A condition that is added to a query later counts too."""
        cases = self.env["gov.case"].sudo()
        query = cases._search([])
        query.add_where(SQL("FALSE"))
        self.assertEqual(len(query), 0)

    def test_pending_writes(self):
        """What was written and not sent to the database yet is counted."""
        case = self.records["gov.case"]["own"].sudo()
        cases = self._records("gov.case", "supervisor", self.company)
        before = cases.search_count([("lamp", "=", "red")])
        case._flow_write({"lamp": "red"})
        self.assertEqual(cases.search_count([("lamp", "=", "red")]), before + 1)

    def test_no_right_no_count(self):
        """Who may not read the records does not count them."""
        with self.assertRaises(AccessError):
            self._records("gov.task", "citizen", self.company).search_count([])

    def test_queries_do_not_grow(self):
        """A board asks as many questions of many cases as of few."""
        self._questions()
        few = self._questions()
        first = max(self.env["gov.case"].sudo().search([]).ids)
        self._copies(
            self.env["gov.case"].sudo().search([("number", "=", False)], limit=1),
            id=SQL("%s + i", first),
            tracking_code=SQL("'u' || i"),
            state=self._one_of(self.states["gov.case"], 17),
            lamp=self._one_of([None, *LAMPS], 19),
        )
        self.assertEqual(self._questions(), few)

    def _questions(self):
        counts = []
        for role in ("clerk", "supervisor"):
            cases = self._records("gov.case", role, self.company)
            for group in ("state", "lamp"):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                cases.web_read_group(
                    [],
                    [group],
                    [],
                    auto_unfold=True,
                    unfold_read_specification={"number": {}, "lamp": {}},
                    unfold_read_default_limit=2,
                )
                cases.read_progress_bar([], group, BAR)
                counts.append(self.env.cr.sql_log_count - before)
        return counts

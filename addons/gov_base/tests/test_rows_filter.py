import random
from contextlib import suppress

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user

PROVINCES = ("980000000000", "970000000000")


class TestFilter(TransactionCase):
    """Conditions that are answered from the cache mean what the ORM's mean."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        region = cls.env["gov.region"]
        parents = region.create([{"name": code, "code": code, "level": "2"} for code in PROVINCES])
        cls.regions = parents | region.create(
            [
                {
                    "name": f"区{number}",
                    "code": f"9{number:011d}",
                    "level": random.Random(number).choice("3456"),
                    "parent_id": (*parents._ids, False)[number % 3],
                }
                for number in range(30)
            ]
        )
        cls.parents = parents

    def _random_domain(self, rng, depth=0):
        if depth < 3 and rng.random() < 0.6:
            parts = [self._random_domain(rng, depth + 1) for _part in range(rng.randint(2, 3))]
            domain = rng.choice((Domain.AND, Domain.OR))(parts)
            return ~domain if rng.random() < 0.3 else domain
        operator = rng.choice(("in", "not in"))
        return rng.choice(
            (
                lambda: Domain("level", operator, rng.sample(["2", "3", "4", "5", "6"], 2)),
                lambda: Domain("parent_id", operator, rng.sample([*self.parents.ids, False], 2)),
                lambda: Domain("parent_id", operator, [False]),
                lambda: Domain("parent_id", "any", Domain("code", "in", [PROVINCES[rng.randint(0, 1)]])),
                lambda: Domain("parent_id", "not any", Domain("level", "in", ["2"])),
                lambda: Domain("code", operator, [*self.regions[:9].mapped("code"), False]),
                lambda: rng.choice((Domain.TRUE, Domain.FALSE)),
            )
        )()

    def test_same_as_the_orm(self):
        """3,000 random conditions pick the same records, in the same order, as the ORM's own method."""
        rng = random.Random(20261127)
        regions = self.regions.sudo()
        regions.mapped("code")
        answered = 0
        for _round in range(3000):
            domain = self._random_domain(rng).optimize(regions)
            expected = models.BaseModel.filtered_domain(regions, domain)
            self.assertEqual(regions.filtered_domain(domain)._ids, expected._ids, domain)
            with suppress(LookupError):
                regions._ids_where(domain, regions._ids)
                answered += 1
        self.assertGreater(answered, 2900, "the cache must have answered nearly all of them")

    def test_not_in_the_cache(self):
        """What is not in the cache is read by the ORM, and picks the same."""
        domain = [("level", "in", ["2"]), ("parent_id", "=", False)]
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.regions.filtered_domain(domain), self.parents)

    def test_access_is_refused(self):
        """A rule that does not let pass refuses as before, whatever is in the cache."""
        elsewhere = self.env["res.company"].create({"name": "别处"})
        partners = self.env["res.partner"].create([{"name": "甲"}, {"name": "乙"}])
        mandate = self.env["gov.mandate"].create(
            {
                "principal_id": partners[0].id,
                "agent_id": partners[1].id,
                "purpose": "办理",
                "company_id": elsewhere.id,
            }
        )
        supervisor = new_test_user(self.env, "t_rows_filter", groups="gov_base.group_supervisor")
        self.assertTrue(mandate.company_id)
        with self.assertRaises(AccessError):
            mandate.with_user(supervisor).check_access("read")
        supervisor.company_ids |= elsewhere
        mandate.with_user(supervisor).with_context(allowed_company_ids=elsewhere.ids).check_access("read")

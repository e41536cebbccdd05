"""Who reads, prints, delivers and voids papers: as the case itself (W-087, reliability: role x model)."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestPaperRights(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.labour_staff = cls._create_staff("t_labour", "gov_window.group_department", department=cls.labour)
        cls.head = cls._create_staff("t_head", "gov_window.group_window_head", window=cls.window)
        cls.supervisor = cls._create_staff("t_supervisor", "gov_base.group_supervisor")

    def _paper(self, item=None, clerk=None):
        """A paper of an accepted case."""
        case = self._open_case(item=item, user=clerk)
        case.action_accept()
        self.env.flush_all()
        return case.sudo().notice_ids[:1]

    def _seen(self, user, record):
        self.env.invalidate_all()
        return self.env(user=user, su=False, context={})[record._name].search([("id", "in", record.ids)])

    def test_another_department_has_nothing(self):
        """W-087: of the papers of another department, staff find, read, print, deliver and void none, nor do they
        see or add deliveries."""
        paper = self._paper()
        delivery = self.env["gov.notice.delivery"].sudo().create({"notice_id": paper.id, "channel": "mail"})
        for user in (self.labour_staff, self.department_clerk):
            self.assertFalse(self._seen(user, paper), user.login)
            self.assertFalse(self._seen(user, delivery), user.login)
            own = paper.with_user(user)
            for forbidden in (
                lambda own=own: own.read(["content"]),
                own.action_print,
                own.action_print_slip,
                own.action_deliver,
                lambda own=own: own.action_void("不该"),
                lambda own=own, user=user: (
                    self.env["ir.actions.report"]
                    .with_user(user)
                    ._render_qweb_pdf("gov_base.gov_notice_report", own.ids)
                ),
                lambda own=own: own.env["gov.notice.delivery"].create({"notice_id": own.id, "receiver_name": "某"}),
                lambda user=user: delivery.with_user(user).write({"carrier": "x"}),
            ):
                with self.assertRaises(AccessError):
                    forbidden()
        self.assertEqual(paper.state, "issued")
        self.assertEqual(paper.print_count, 0)

    def test_the_own_department(self):
        """W-087: the department reads and delivers the papers of its own cases; its window does as well."""
        paper = self._paper()
        own = self._seen(self.receiver, paper)
        self.assertEqual(own.ids, paper.ids)
        self._deliver(own, self.receiver)
        self.assertEqual(paper.state, "delivered")
        self.assertEqual(len(self._seen(self.receiver, paper.delivery_ids)), 1)
        labour = self._paper(self.labour_item, self.department_clerk)
        self._deliver(self._seen(self.department_clerk, labour), self.department_clerk)
        self.assertEqual(labour.state, "delivered")

    def test_the_hall_and_supervision(self):
        """W-087: the hall's staff handle every paper of their centre, their head makes papers void; supervision
        reads them all and changes none."""
        paper = self._paper()
        self.assertTrue(self._seen(self.clerk, paper).has_access("write"))
        supervised = self._seen(self.supervisor, paper)
        self.assertTrue(supervised.content)
        self.assertFalse(supervised.has_access("write"))
        with self.assertRaises(AccessError):
            supervised.action_deliver()
        paper.with_user(self.head).action_void("印错")
        self.assertEqual(paper.state, "void")

    def test_a_part_in_the_case(self):
        """W-087: a department with a part in the case reads its papers once the sheet was handed over, and
        changes none."""
        paper = self._paper(self._create_item("联办事项", self.education, department_ids=self.labour.ids))
        self.assertFalse(self._seen(self.labour_staff, paper))
        paper.case_id.with_user(self.clerk).action_hand_over()
        self.env.flush_all()
        seen = self._seen(self.labour_staff, paper)
        self.assertTrue(seen.content)
        self.assertFalse(seen.has_access("write"))
        with self.assertRaises(AccessError):
            seen.action_deliver()

    def test_the_deciding_centre(self):
        """W-104: of a case that another centre accepted, the deciding centre sees the papers with the case; a third
        centre sees none."""
        abroad, third = self.env["res.company"].create([{"name": "决定中心"}, {"name": "第三中心"}])
        paper = self._paper()
        readers = {}
        for company in (abroad, third):
            department = self.education if company == abroad else self.labour
            department.sudo().company_id = company
            reader = self._create_staff(f"t_{company.id}", "gov_window.group_department")
            reader.sudo().write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
            self.env["gov.posting"].sudo().create(
                {
                    "user_id": reader.id,
                    "department_id": department.id,
                    "company_id": company.id,
                    "capacity": "staff",
                    "trained_on": "2020-01-01",
                    "practised_on": "2020-01-01",
                    "date_start": "2020-01-01",
                }
            )
            readers[company] = reader
        self.env.flush_all()
        found = {company: self._seen(reader, paper) for company, reader in readers.items()}
        self.assertEqual(found[abroad].ids, paper.ids)
        self.assertTrue(found[abroad].content)
        self.assertFalse(found[third])

    def test_told_at_a_professional_window(self):
        """W-079: what a department's window told an asker on paper has no case; the window keeps it, others of the
        departments do not see it."""
        clerk = self.department_clerk
        entry = (
            self.env["gov.consultation"]
            .with_user(clerk)
            .create(
                {"question": "?", "kind": "out_of_scope", "refer_note": "到税务局", "partner_id": self.applicant.id}
            )
        )
        entry.action_tell()
        paper = entry.sudo()._papers()
        self.assertEqual(self._seen(clerk, paper).ids, paper.ids)
        self.assertFalse(self._seen(self.labour_staff, paper))
        self.assertTrue(self._seen(self.clerk, paper))

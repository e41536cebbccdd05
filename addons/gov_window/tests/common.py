"""A small centre to test in: departments, windows, people, one item of each kind."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class GovCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.company.write({"gov_region_id": cls.env.ref("gov_base.region_152900").id, "gov_document_word": "阿政务"})
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        departments = cls.env["gov.department"]
        cls.education = departments.create(
            {"name": "教育体育局", "short_name": "教体局", "department_class": "authorised"}
        )
        cls.labour = departments.create(
            {"name": "人力资源和社会保障局", "short_name": "人社局", "department_class": "professional"}
        )
        windows = cls.env["gov.window"]
        cls.window = windows.create({"number": "A01", "name": "综合受理", "board": "authorised"})
        cls.labour_window = windows.create(
            {"number": "B01", "name": "人社", "board": "professional", "department_ids": cls.labour.ids}
        )
        cls.licence = cls._create_item("民办学校设立审批", cls.education, promised_days=10, statutory_days=20)
        cls.labour_item = cls._create_item("劳务派遣经营许可", cls.labour, promised_days=5)
        cls.letter = cls._create_letter(cls.education)

        cls.clerk = cls._create_staff("t_clerk", "gov_window.group_clerk", window=cls.window)
        cls.department_clerk = cls._create_staff(
            "t_department_clerk", "gov_window.group_department_clerk", window=cls.labour_window
        )
        cls.receiver = cls._create_staff("t_receiver", "gov_window.group_department", department=cls.education)
        cls.applicant = cls.env["res.partner"].create({"name": "张大山", "email": "zhang@example.com"})

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.env.cr, "_now", None)

    @classmethod
    def _today(cls):
        return cls.company._gov_today()

    @classmethod
    def _create_item(cls, name, department, publish=True, materials=("申请表", "身份证明"), **version):
        item = cls.env["gov.item"].create({"name": name, "code": f"T-{name}", "department_id": department.id})
        draft = cls.env["gov.item.version"].create(
            {
                "item_id": item.id,
                "promised_days": 10,
                "result_name": "许可证",
                "material_ids": [Command.create({"name": material}) for material in materials],
                "step_ids": [Command.create({"name": "受理", "post": "综合窗口"})],
                **version,
            }
        )
        if publish:
            draft.action_publish()
        return item

    @classmethod
    def _create_letter(cls, department, activate=True, **vals):
        today = cls._today()
        letter = cls.env["gov.authorization"].create(
            {
                "department_id": department.id,
                "all_items": True,
                "date_start": today - timedelta(days=30),
                "date_end": today + timedelta(days=300),
                "transfer_mode": "both",
                "issuing_mode": "department",
                "legal_basis": "《行政许可法》第二十四条",
                **vals,
            }
        )
        if activate:
            letter.action_activate()
        return letter

    @classmethod
    def _create_staff(cls, login, groups, window=None, department=None, capacity=None, **posting):
        user = new_test_user(cls.env, login=login, groups=groups, tz="Asia/Shanghai", company_id=cls.company.id)
        today = cls._today()
        if window or department:
            cls.env["gov.posting"].create(
                {
                    "user_id": user.id,
                    "window_id": window.id if window else False,
                    "department_id": department.id if department else False,
                    "capacity": capacity or ("clerk" if window else "staff"),
                    "trained_on": today,
                    "practised_on": today,
                    "date_start": today - timedelta(days=60),
                    **posting,
                }
            )
        return user

    def _open_case(self, item=None, user=None, receive=True, complete=True, **vals):
        """A case at the counter, received and with a complete checklist."""
        case = (
            self.env["gov.case"]
            .with_user(user or self.clerk)
            .create({"item_id": (item or self.licence).id, "partner_id": self.applicant.id, **vals})
        )
        if complete:
            case.action_all_received()
        if receive:
            case.action_receive()
        return case

    def _deliver(self, notice, user=None):
        """Hand a paper over at the counter, against the addressee's identity card."""
        vals = {"notice_id": notice.id, "receiver_name": "张大山", "identity_checked": "card"}
        self.env["gov.notice.delivery"].with_user(user or self.clerk).create(vals).action_receive()

    def _listen(self) -> list[str]:
        """The SQL that is sent from here on, as a list that grows."""
        queries = []
        execute = self.env.cr.execute

        def listen(query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return execute(query, *args, **kwargs)

        self.patch(self.env.cr, "execute", listen)
        return queries

    def _events(self, record):
        """The kinds of the record's chain, in order."""
        subject = record._event_subject()
        events = self.env["gov.event"].search(
            [("subject_model", "=", subject._name), ("subject_id", "=", subject.id)], order="seq"
        )
        return events.mapped("kind")

"""Who may create, read, write and unlink what: every role, every model, in the own department, in
another one and in another centre. data/access_matrix.csv is the reviewed answer."""

import csv
from datetime import datetime
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.gov_window.tests.common import PIXEL

from .common import WholeCommon

DATA = Path(__file__).parent / "data"
OPERATIONS = {"C": "create", "R": "read", "W": "write", "U": "unlink"}
RELATIONS = ("own", "other", "foreign")
#: what a department with a part in a case of another one sees: the case, and what is in it (W-087)
SHARED = ("gov.case", "gov.case.material", "gov.notice", "gov.notice.delivery")
#: models of Odoo's own that hold what must be protected: applicants with their numbers
BESIDES = ("res.partner",)
#: role -> group, where posted
ROLES = {
    "public": (None, None),
    "citizen": ("base.group_portal", None),
    "agent": ("base.group_portal", None),
    "internal": ("base.group_user", None),
    "guide": ("gov_window.group_guide", "window"),
    "clerk": ("gov_window.group_clerk", "window"),
    "window_head": ("gov_window.group_window_head", "window"),
    "department_clerk": ("gov_window.group_department_clerk", "department_window"),
    "department": ("gov_window.group_department", "department"),
    "finance": ("gov_approval.group_finance", "department"),
    "handler": ("gov_approval.group_handler", "department"),
    "chief": ("gov_approval.group_chief", "department"),
    "leader": ("gov_approval.group_leader", "department"),
    "main_head": ("gov_approval.group_main_head", "department"),
    "issuer": ("gov_issuance.group_issuer", None),
    "supervisor": ("gov_base.group_supervisor", None),
    "supervision_office": ("gov_evaluation.group_supervision_office", None),
    "auditor": ("gov_base.group_auditor", None),
    "evaluator": ("gov_evaluation.group_evaluator", None),
    "reform": ("gov_window.group_reform", None),
    "legal": ("gov_window.group_legal", None),
    "fees": ("gov_window.group_fees", None),
    "item_editor": ("gov_window.group_item_editor", "department"),
    "catalogue": ("gov_window.group_catalogue", None),
    "admin": ("gov_base.group_admin", None),
    "system": ("base.group_system", None),
}
#: whose own record is the user's own
OWNED = {
    "gov.alert": "user_id",
    "gov.appointment.booking": "create_uid",
    "gov.catalogue.export": "create_uid",
    "gov.catalogue.import": "create_uid",
    "gov.catalogue.import.line": "create_uid",
    "gov.dataset.load": "create_uid",
    "gov.flow.reason": "create_uid",
    "gov.identity.reveal": "create_uid",
    "gov.item.compare": "create_uid",
    "gov.item.coverage": "create_uid",
    "gov.item.figures": "create_uid",
    "gov.paper.return": "create_uid",
    "gov.profile.effective": "create_uid",
    "gov.upload": "user_id",
}
#: a field of each model that is written with the value it has
WRITTEN = {
    "gov.alert": "kind",
    "gov.anchor": "digest",
    "gov.attempt": "kind",
    "gov.carrier": "phone",
    "gov.courier": "handler_id",
    "gov.paper": "originals",
    "gov.paper.return": "receiver_name",
    "gov.appointment": "state",
    "gov.appointment.booking": "note",
    "gov.area": "place",
    "gov.authorization": "batch",
    "gov.calendar": "name",
    "gov.calendar.day": "name",
    "gov.case": "window_id",
    "gov.case.material": "note",
    "gov.catalogue.export": "which",
    "gov.catalogue.import": "file_name",
    "gov.catalogue.import.line": "what",
    "gov.dataset.load": "city",
    "gov.consultation": "answer",
    "gov.delegation": "date_end",
    "gov.delivery": "waybill",
    "gov.department": "phone",
    "gov.desk": "paused_since",
    "gov.dispute": "subject",
    "gov.evaluation": "comment",
    "gov.event": "reason",
    "gov.flow.reason": "reason",
    "gov.handbook": "name",
    "gov.handover": "department_id",
    "gov.handover.line": "case_id",
    "gov.identity.reveal": "reason",
    "gov.item": "group_name",
    "gov.item.compare": "before_id",
    "gov.item.figures": "item_count",
    "gov.item.material": "issuer",
    "gov.item.review": "opinion",
    "gov.item.step": "phone",
    "gov.item.question": "note",
    "gov.item.answer": "advice",
    "gov.knowledge": "body",
    "gov.package": "note",
    "gov.package.line": "stage",
    "gov.package.application": "window_id",
    "gov.item.version": "place",
    "gov.lookup.attempt": "number",
    "gov.mandate": "purpose",
    "gov.notice": "partner_id",
    "gov.notice.delivery": "carrier",
    "gov.notice.kind": "word",
    "gov.posting": "practised_on",
    "gov.power": "note",
    "gov.profile": "note",
    "gov.profile.effective": "value",
    "gov.profile.line": "value",
    "gov.queue": "name",
    "gov.region": "name",
    "gov.result": "waybill",
    "gov.series": "name",
    "gov.series.counter": "key",
    "gov.series.explanation": "reason",
    "gov.task": "user_id",
    "gov.term": "source",
    "gov.term.kind": "source",
    "gov.term.step": "days",
    "gov.theme": "name",
    "gov.upload": "name",
    "gov.ticket": "flow_reason",
    "gov.window": "name",
    "gov.window.hours": "name",
    "gov.zone": "note",
    "gov.agency": "note",
    "gov.agency.step": "name",
    "gov.authorization.batch": "note",
    "gov.authorization.line": "link_issue",
    "gov.consultation.referral": "question",
    "gov.contact": "place",
    "gov.point": "note",
    "gov.training": "result",
    "gov.training.plan": "goal",
    "gov.training.program": "note",
    "gov.training.program.line": "responsible",
    "gov.operation": "hour",
    "gov.stage": "note",
    "gov.exchange": "system",
    "gov.exchange.message": "uid",
    "gov.case.condition": "answer",
    "gov.item.condition": "age_max",
    "gov.item.coverage": "item_count",
    "gov.item.discretion": "grade",
    "gov.item.list": "kind",
    "gov.power.entry": "document",
    "gov.project": "place",
    "gov.project.line": "needed",
    "gov.project.stage": "sequence",
    "gov.zone.catalogue": "document",
    "res.partner": "gov_id_kind",
    "gov.identity.attempt": "number",
    "gov.event.check": "subject",
}


def models_of_ours(env):
    """The models that have a table and were first defined in one of our addons."""
    return sorted(
        name
        for name, model in env.registry.items()
        if name.startswith("gov.") and not model._abstract and model._module.startswith("gov_")
    )


class ThreeSets(WholeCommon):
    """Everything there is, three times: at the education bureau, where the staff of the matrix
    work; at the labour bureau of the same centre; and in another centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department_window = cls.env["gov.window"].create(
            {"number": "B02", "name": "教体", "board": "professional", "department_ids": cls.education.ids}
        )
        cls.users = {role: cls._role_user(role, *where) for role, where in ROLES.items()}
        cls.abroad = cls.env["res.company"].create(
            {"name": "另一中心", "gov_region_id": cls.env.ref("gov_base.region_152900").id, "gov_document_word": "另"}
        )
        cls.drafts = {}
        cls.records = {name: {} for name in WRITTEN}
        cls._make_own()
        cls._make_other()
        cls._make_foreign()
        cls.vals = {relation: {name: cls._vals(name, relation) for name in WRITTEN} for relation in RELATIONS}
        cls._make_shared()
        cls.env.flush_all()

    @classmethod
    def _role_user(cls, role, group, place):
        if role == "public":
            return cls.env.ref("base.public_user")
        places = {"window": cls.window, "department_window": cls.department_window}
        return cls._create_staff(
            f"m_{role}",
            group,
            window=places.get(place),
            department=cls.education if place == "department" else None,
        )

    @classmethod
    def _make_own(cls):
        cls._make(
            "own",
            cls.company,
            cls.education,
            cls.window,
            cls.licence,
            cls.users["citizen"].partner_id,
            cls.users["agent"].partner_id,
            (cls.clerk, cls.handler, cls.leader, cls.issuer),
            cls.letter,
        )

    @classmethod
    def _make_other(cls):
        staff = cls._create_staff("m_other", "gov_approval.group_leader", department=cls.labour)
        cls._make(
            "other",
            cls.company,
            cls.labour,
            cls.labour_window,
            cls.labour_item,
            cls.applicant,
            cls.env["res.partner"],
            (cls.department_clerk, staff, staff, cls.issuer),
            cls._create_letter(cls.labour, activate=False),
        )

    @classmethod
    def _make_shared(cls):
        """A case of the labour bureau in which the education bureau has a part."""
        item = cls._create_item("联办事项", cls.labour, department_ids=cls.education.ids)
        case = (
            cls.env["gov.case"]
            .with_user(cls.department_clerk)
            .create({"item_id": item.id, "partner_id": cls.applicant.id, "window_id": cls.labour_window.id})
        )
        case.action_all_received()
        case.action_receive()
        case.action_accept()
        case.action_hand_over()
        case = case.with_user(cls.env.user).sudo()
        cls.records["gov.case"]["shared"] = case
        cls.records["gov.case.material"]["shared"] = case.material_ids[0]
        paper = cls.records["gov.notice"]["shared"] = case.notice_ids[0]
        cls.records["gov.notice.delivery"]["shared"] = cls.env["gov.notice.delivery"].create({"notice_id": paper.id})
        cls.vals["shared"] = cls.vals["other"]

    @classmethod
    def _make_foreign(cls):
        department = cls.env["gov.department"].create(
            {
                "name": "外地局",
                "short_name": "外地局",
                "department_class": "authorised",
                "company_id": cls.abroad.id,
            }
        )
        window = cls.env["gov.window"].create({"number": "A01", "name": "外地窗口", "company_id": cls.abroad.id})
        abroad = cls.company, cls.env
        cls.company, cls.env = cls.abroad, cls.env(context=dict(cls.env.context, allowed_company_ids=cls.abroad.ids))
        item = cls._create_item("外地事项", department)
        letter = cls._create_letter(department)
        groups = "gov_window.group_clerk,gov_approval.group_leader,gov_issuance.group_issuer"
        clerk = cls._create_staff("m_foreign_clerk", groups, window=window)
        leader = cls._create_staff("m_foreign_leader", groups, department=department)
        cls.foreign_applicant = cls.env["res.partner"].create({"name": "李远方"})
        cls._make(
            "foreign",
            cls.abroad,
            department,
            window,
            item,
            cls.foreign_applicant,
            cls.env["res.partner"],
            (clerk, leader, leader, clerk),
            letter,
        )
        cls.company, cls.env = abroad

    @classmethod
    def _make(cls, relation, company, department, window, item, partner, agent, staff, letter):
        """The configuration of one place, and a case of it from the counter to its receipt."""
        clerk, handler, leader, issuer = staff
        env = cls.env
        shared = relation == "other"  # of the centre's configuration, the other one is common to all
        owner = False if shared else company.id
        case = (
            env["gov.case"]
            .with_user(clerk)
            .create({"item_id": item.id, "partner_id": partner.id, "agent_id": agent.id, "window_id": window.id})
        )
        case.action_all_received()
        case.action_receive()
        mandate = env["gov.mandate"].create(
            {
                "principal_id": partner.id,
                "agent_id": agent.id or company.partner_id.id,
                "purpose": "代为申请",
                "paper": PIXEL,
                "company_id": company.id,
            }
        )
        mandate.action_activate()
        case.action_accept()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(handler)
        task.action_sign()
        task.action_conclude("agree", "符合条件")
        case.with_user(leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(handler).action_submit()
        result = result.with_user(issuer)
        result.action_check()
        result.write({"receiver_name": "某人", "identity_checked": True, "signature": PIXEL})
        result.action_deliver()
        case = case.with_user(env.user).sudo()
        draft = env["gov.case"].with_user(clerk).create({"item_id": item.id, "partner_id": partner.id})
        draft.material_ids[0].unlink()
        cls.drafts[relation] = draft
        calendar = env["gov.calendar"].create({"name": f"calendar {relation}", "company_id": owner})
        profile = env["gov.profile"].create({"name": f"profile {relation}", "company_id": owner})
        kind = env["gov.term.kind"].create({"name": relation, "code": relation, "company_id": owner})
        series = env["gov.series"].create(
            {"name": relation, "code": relation, "company_id": owner, "pattern": "{yyyy}-{serial}"}
        )
        series._next(3, {})
        version = item.version_id
        question = env["gov.item.question"].create(
            {"version_id": version.copy().id, "name": relation, "answer_ids": [Command.create({"name": relation})]}
        )
        package = env["gov.package"].create(
            {"name": relation, "company_id": company.id, "line_ids": [Command.create({"item_id": item.id})]}
        )
        upload = env["gov.catalogue.import"].create({"file": PIXEL, "company_id": company.id})
        dispute = (
            env["gov.dispute"]
            .with_user(clerk)
            .create({"subject": "争议", "question": "?", "department_id": department.id, "company_id": company.id})
        )
        dispute.action_raise()
        parcel = env["gov.courier"].create(
            {
                "carrier_id": env.ref("gov_window.carrier_ems").id,
                "waybill": f"EA{case.id:07d}",
                "case_id": case.id,
                "company_id": company.id,
            }
        )
        queue = env["gov.queue"].create(
            {
                "letter": {"own": "P", "other": "Q", "foreign": "R"}[relation],
                "name": relation,
                "company_id": company.id,
                "window_ids": window.ids,
            }
        )
        start = company._gov_calendar()._to_utc(datetime(2031, 1, 6, 9))
        appointment = env["gov.appointment"]._flow_create(
            [
                {
                    "number": f"Y-{relation}",
                    "company_id": company.id,
                    "queue_id": queue.id,
                    "partner_id": partner.id,
                    "day": "2031-01-06",
                    "slot_start": start,
                    "slot_end": start,
                }
            ]
        )
        made = {
            "gov.appointment": appointment,
            "gov.appointment.booking": env["gov.appointment.booking"].create({"company_id": company.id}),
            "gov.area": env["gov.area"].create({"name": relation, "company_id": company.id}),
            "gov.desk": env["gov.desk"].create({"window_id": window.id}),
            "gov.queue": queue,
            "gov.ticket": env["gov.ticket"]._take(queue),
            "gov.alert": env["gov.alert"].create(
                {
                    "user_id": clerk.id,
                    "company_id": company.id,
                    "res_model": "gov.case",
                    "res_id": case.id,
                    "kind": "term.warn",
                    "at": case.received_at,
                    "told": True,
                }
            ),
            "gov.anchor": env["gov.anchor"].search([], limit=1) or env["gov.anchor"]._anchor(company._gov_today()),
            "gov.authorization": letter,
            "gov.attempt": cls._attempt(clerk, item),
            "gov.carrier": env["gov.carrier"].create({"name": f"carrier {relation}"}),
            "gov.courier": parcel,
            "gov.paper": case.paper_ids[0],
            "gov.paper.return": env["gov.paper.return"].create(
                {"paper_ids": case.paper_ids.ids, "receiver_name": "某人", "signature": PIXEL}
            ),
            "gov.calendar": calendar,
            "gov.calendar.day": env["gov.calendar.day"].create(
                {"calendar_id": calendar.id, "date": "2031-01-01", "name": "假"}
            ),
            "gov.catalogue.export": env["gov.catalogue.export"].create({"company_id": company.id}),
            "gov.catalogue.import": upload,
            "gov.catalogue.import.line": env["gov.catalogue.import.line"].create({"import_id": upload.id}),
            "gov.dataset.load": env["gov.dataset.load"].create({"city": "baoshan", "company_id": company.id}),
            "gov.case": case,
            "gov.case.material": case.material_ids[0],
            "gov.consultation": env["gov.consultation"].create({"question": "几点上班", "company_id": company.id}),
            "gov.delegation": env["gov.delegation"].create(
                {
                    "department_id": department.id,
                    "holder_id": leader.id,
                    "power_ids": env.ref("gov_approval.power_promise").ids,
                    "date_end": "2079-01-01",
                }
            ),
            "gov.delivery": case.result_ids.delivery_ids,
            "gov.department": department,
            "gov.dispute": dispute,
            "gov.evaluation": case.evaluation_ids,
            "gov.event": env["gov.event"].search(
                [("subject_model", "=", "gov.case"), ("subject_id", "=", case.id)], limit=1
            ),
            "gov.flow.reason": env["gov.flow.reason"].create(
                {"res_model": "gov.case", "res_ids": case.ids, "action": "refuse_acceptance", "reason": "x"}
            ),
            "gov.handbook": env["gov.handbook"].create({"company_id": company.id, "item_ids": item.ids}),
            "gov.handover": case.handover_line_ids.handover_id,
            "gov.handover.line": case.handover_line_ids,
            "gov.identity.reveal": env["gov.identity.reveal"].create({"partner_id": partner.id, "reason": "x"}),
            "gov.item": item,
            "gov.item.compare": env["gov.item.compare"].create(
                {"item_id": item.id, "before_id": version.id, "after_id": version.id}
            ),
            "gov.item.figures": env["gov.item.figures"].create({"company_id": company.id}),
            "gov.item.material": version.material_ids[0],
            "gov.item.review": env["gov.item.review"]._flow_create([{"version_id": version.id, "office": "reform"}]),
            "gov.item.step": version.step_ids,
            "gov.item.question": question,
            "gov.item.answer": question.answer_ids,
            "gov.package": package,
            "gov.package.line": package.line_ids,
            "gov.package.application": env["gov.package.application"].create(
                {"package_id": package.id, "partner_id": partner.id, "window_id": window.id}
            ),
            "gov.knowledge": env["gov.knowledge"].create(
                {"name": relation, "body": "x", "department_id": department.id, "company_id": company.id}
            ),
            "gov.item.version": version,
            "gov.lookup.attempt": env["gov.lookup.attempt"].create(
                {"address": relation, "number": relation, "at": case.received_at}
            ),
            "gov.mandate": mandate,
            "gov.notice": case.notice_ids[0],
            "gov.notice.delivery": env["gov.notice.delivery"].create({"notice_id": case.notice_ids[0].id}),
            "res.partner": partner,
            "gov.identity.attempt": cls._identity_attempt(clerk),
            "gov.event.check": env["gov.event.check"].create({}),
            "gov.notice.kind": env["gov.notice.kind"].create(
                {
                    "name": relation,
                    "code": relation,
                    "company_id": owner,
                    "template_id": env["gov.notice.kind"].search([], limit=1).template_id.id,
                }
            ),
            "gov.posting": (clerk | handler).gov_posting_ids[0],
            "gov.power": env.ref("gov_approval.power_promise"),
            "gov.profile": profile,
            "gov.profile.effective": env["gov.profile.effective"].create({"name": "x"}),
            "gov.profile.line": env["gov.profile.line"].create(
                {"profile_id": profile.id, "name": "supplement_days", "value": "7"}
            ),
            "gov.region": env.ref("gov_base.region_152900"),
            "gov.result": case.result_ids,
            "gov.series": series,
            "gov.series.counter": series.counter_ids,
            "gov.series.explanation": env["gov.series.explanation"].create(
                {"counter_id": series.counter_ids.id, "first": 1, "last": 1, "reason": "空号"}
            ),
            "gov.task": case.task_ids,
            "gov.term": case.term_ids[0],
            "gov.term.kind": kind,
            "gov.term.step": env["gov.term.step"].create({"kind_id": kind.id}),
            "gov.theme": env["gov.theme"].create({"name": relation}),
            "gov.window": window,
            "gov.window.hours": env["gov.window.hours"].create(
                {"window_id": window.id, "weekday": "5", "hour_from": 9, "hour_to": 12}
            ),
            "gov.upload": env["gov.upload"].create(
                {
                    "user_id": clerk.id,
                    "line_id": draft.material_ids[0].id,
                    "name": "表.pdf",
                    "fingerprint": relation,
                    "size": 8,
                }
            ),
            "gov.zone": env["gov.zone"].create({"name": f"zone {relation}", "company_id": company.id}),
            **cls._make_exchange(department, handler, case),
            **cls._make_organisation(relation, company, department, window, item, partner, clerk, letter),
            **cls._make_catalogue_law(relation, company, department, item, partner, clerk),
        }
        for name, record in made.items():
            cls.records[name][relation] = record.with_env(env).sudo()
            assert len(record) == 1, f"{name}: {record}"

    @classmethod
    def _make_exchange(cls, department, handler, case):
        """What a department's own system reports of a case."""
        env = cls.env
        env.flush_all()
        exchange = env["gov.exchange"].create(
            {"department_id": department.id, "system": "x", "mode": "integrated", "user_id": handler.id}
        )
        message = env["gov.exchange.message"].create(
            {"exchange_id": exchange.id, "company_id": exchange.company_id.id, "direction": "in", "uid": "1"}
        )
        return {
            "gov.exchange": exchange,
            "gov.exchange.message": message,
            "gov.operation": env["gov.operation"].search([("case_id", "=", case.id), ("operation", "=", "4_accept")]),
            "gov.stage": env["gov.stage"].create({"case_id": case.id, "department_id": department.id}),
        }

    @classmethod
    def _attempt(cls, user, item):
        attempts = cls.env["gov.attempt"]
        attempts._insert([("open", user.id, item.id)])
        return attempts.search([("item_id", "=", item.id)], limit=1)

    @classmethod
    def _identity_attempt(cls, user):
        cls.env.cr.execute(
            "INSERT INTO gov_identity_attempt (user_id, number, at) VALUES (%s, 'x', '2030-01-01') RETURNING id",
            [user.id],
        )
        return cls.env["gov.identity.attempt"].browse(cls.env.cr.fetchone()[0])

    @classmethod
    def _make_organisation(cls, relation, company, department, window, item, partner, clerk, letter):
        """What the organisation of one place has besides."""
        env, today = cls.env, company._gov_today()
        trainee = cls._create_staff(
            f"m_trainee_{relation}", "base.group_user", window=window, capacity="trainee", mentor_id=clerk.id
        )
        draft = env["gov.authorization"].create(
            {
                "department_id": department.id,
                "company_id": company.id,
                "all_items": True,
                "date_start": today,
                "date_end": today,
            }
        )
        plan = env["gov.training.plan"].create(
            {"posting_id": trainee.sudo().gov_posting_ids.id, "content": "收件", "date_end": "2079-01-01"}
        )
        program = env["gov.training.program"].create(
            {"name": "计划", "company_id": company.id, "date_start": "2079-01-01", "date_end": "2079-12-31"}
        )
        entry = env["gov.consultation"].create(
            {
                "question": "?",
                "kind": "professional",
                "company_id": company.id,
                "refer_department_id": department.id,
            }
        )
        referral = env["gov.consultation.referral"].create(
            {"consultation_id": entry.id, "department_id": department.id, "question": "?"}
        )
        referral.with_user(cls.clerk if relation != "foreign" else clerk).action_refer()
        return {
            "gov.agency": env["gov.agency"].create(
                {"name": "项目", "partner_id": partner.id, "company_id": company.id}
            ),
            "gov.agency.step": env["gov.agency.step"].create(
                {
                    "agency_id": env["gov.agency"]
                    .create({"name": "定制", "partner_id": partner.id, "company_id": company.id})
                    .id,
                    "name": "步骤",
                }
            ),
            "gov.authorization.batch": env["gov.authorization.batch"].create(
                {"name": f"batch {relation}", "company_id": company.id, "date_start": "2079-01-01"}
            ),
            "gov.authorization.line": env["gov.authorization.line"].create(
                {"authorization_id": draft.id, "item_id": item.id}
            ),
            "gov.consultation.referral": referral,
            "gov.contact": env["gov.contact"].create(
                {
                    "department_id": department.id,
                    "visitor": "某人",
                    "subject": "?",
                    "user_id": clerk.id,
                    "leader_id": trainee.id,
                }
            ),
            "gov.point": env["gov.point"].create({"name": f"point {relation}", "company_id": company.id}),
            "gov.training": env["gov.training"].create(
                {
                    "topic": "培训",
                    "department_id": department.id,
                    "company_id": company.id,
                    "user_ids": trainee.ids,
                }
            ),
            "gov.training.plan": plan,
            "gov.training.program": program,
            "gov.training.program.line": env["gov.training.program.line"].create(
                {
                    "program_id": program.id,
                    "name": "培训",
                    "department_id": department.id,
                    "date_start": "2079-01-01",
                    "date_end": "2079-12-31",
                }
            ),
        }

    @classmethod
    def _make_catalogue_law(cls, relation, company, department, item, partner, clerk):
        """Conditions, lists, projects and the catalogue of a zone of one place."""
        env = cls.env
        draft = item.version_id.copy(
            {
                "condition_ids": [Command.create({"name": "n", "basis": "n"})],
                "discretion_ids": [Command.create({"name": "n", "standard": "n"})],
            }
        )
        asked = cls._create_item(
            f"asked {relation}", department, condition_ids=[Command.create({"name": "n", "basis": "n"})]
        )
        cases = [
            env["gov.case"].with_user(clerk).create({"item_id": asked.id, "partner_id": partner.id})
            for _one in range(2)
        ]
        condition = cases[0].condition_ids
        cases[1].condition_ids.unlink()
        cls.unasked = getattr(cls, "unasked", {}) | {relation: (cases[1], condition.condition_id)}
        stage = env["gov.project.stage"].create(
            {"name": relation, "company_id": False if relation == "other" else company.id}
        )
        project = env["gov.project"].create({"name": relation, "partner_id": partner.id, "company_id": company.id})
        return {
            "gov.case.condition": condition,
            "gov.item.condition": draft.condition_ids,
            "gov.item.coverage": env["gov.item.coverage"].create({"company_id": company.id}),
            "gov.item.discretion": draft.discretion_ids,
            "gov.item.list": env["gov.item.list"].create({"department_id": department.id, "kind": "catalogue"}),
            "gov.power.entry": env["gov.power.entry"].create(
                {"department_id": department.id, "code": relation, "name": "n"}
            ),
            "gov.project": project,
            "gov.project.line": env["gov.project.line"].create(
                {"project_id": project.id, "stage_id": stage.id, "item_id": item.id}
            ),
            "gov.project.stage": stage,
            "gov.zone.catalogue": env["gov.zone.catalogue"].create(
                {
                    "name": "n",
                    "edition": "1.0",
                    "zone_id": env["gov.zone"].create({"name": f"area {relation}", "company_id": company.id}).id,
                }
            ),
        }

    @classmethod
    def _catalogue_law_vals(cls, relation, own, department, case):
        unasked, condition = cls.unasked[relation]
        version = own["gov.item.condition"].version_id
        return {
            "gov.case.condition": {"case_id": unasked.id, "condition_id": condition.id},
            "gov.item.condition": {"version_id": version.id, "name": "m", "basis": "m"},
            "gov.item.coverage": {"company_id": case.company_id.id},
            "gov.item.discretion": {"version_id": version.id, "name": "m", "standard": "m"},
            "gov.item.list": {"department_id": department.id, "kind": "fees"},
            "gov.power.entry": {"department_id": department.id, "code": "m", "name": "m"},
            "gov.project": {"name": "m", "partner_id": case.partner_id.id, "company_id": case.company_id.id},
            "gov.project.line": {
                "project_id": own["gov.project"].id,
                "stage_id": own["gov.project.stage"].id,
                "item_id": condition.version_id.item_id.id,
            },
            "gov.project.stage": {"name": "m", "company_id": own["gov.project.stage"].company_id.id},
            "gov.zone.catalogue": {"name": "m", "edition": "2.0", "zone_id": own["gov.zone.catalogue"].zone_id.id},
        }

    @classmethod
    def _vals(cls, name, relation):
        """Values with which somebody would create one more record in the same place."""
        own = {model: found[relation] for model, found in cls.records.items()}
        case, department, item = own["gov.case"], own["gov.department"], own["gov.item"]
        company = own["gov.calendar"].company_id.id
        made = {
            "gov.alert": {
                "user_id": cls.clerk.id,
                "res_model": "gov.case",
                "res_id": case.id,
                "kind": "x",
                "at": "2030-01-01 00:00:00",
            },
            "gov.anchor": {"date": "2030-01-01", "at": "2030-01-01 00:00:00"},
            "gov.identity.reveal": {"partner_id": case.partner_id.id, "reason": "x"},
            "gov.profile.effective": {"name": "x"},
            "gov.attempt": {"kind": "open", "user_id": cls.clerk.id, "item_id": item.id, "company_id": company},
            "gov.carrier": {"name": "n"},
            "gov.courier": {
                "carrier_id": own["gov.carrier"].id,
                "waybill": "EB7654321",
                "company_id": case.company_id.id,
            },
            "gov.paper": {
                "case_id": case.id,
                "material_id": case.material_ids[0].id,
                "company_id": case.company_id.id,
            },
            "gov.paper.return": {"paper_ids": case.paper_ids.ids, "receiver_name": "n", "signature": PIXEL},
            "gov.authorization": {
                "department_id": department.id,
                "company_id": department.company_id.id,
                "date_start": "2030-01-01",
                "date_end": "2030-02-01",
            },
            "gov.calendar": {"name": "n", "company_id": company},
            "gov.calendar.day": {"calendar_id": own["gov.calendar"].id, "date": "2031-02-01", "name": "n"},
            "gov.case": {
                "item_id": item.id,
                "partner_id": case.partner_id.id,
                "company_id": case.company_id.id,
                "window_id": False,
            },
            "gov.case.material": {"case_id": cls.drafts[relation].id, "material_id": own["gov.item.material"].id},
            "gov.catalogue.export": {"company_id": case.company_id.id},
            "gov.catalogue.import": {"file": PIXEL, "company_id": case.company_id.id},
            "gov.catalogue.import.line": {"import_id": own["gov.catalogue.import"].id},
            "gov.dataset.load": {"city": "baoshan", "company_id": case.company_id.id},
            "gov.delegation": {
                "department_id": department.id,
                "holder_id": cls.leader.id,
                "date_end": "2079-01-01",
                "power_ids": [Command.set(own["gov.power"].ids)],
            },
            "gov.delivery": {
                "result_id": own["gov.result"].id,
                "mode": "counter",
                "user_id": cls.clerk.id,
                "delivered_at": "2030-01-01 00:00:00",
            },
            "gov.department": {"name": "n", "short_name": "n", "company_id": department.company_id.id},
            "gov.evaluation": {"case_id": case.id},
            "gov.event": {"kind": "x", "subject_model": "gov.case", "subject_id": case.id, "seq": 99},
            "gov.flow.reason": {"res_model": "gov.case", "res_ids": case.ids, "action": "x", "reason": "x"},
            "gov.handbook": {"name": "n", "company_id": case.company_id.id},
            "gov.handover": {"department_id": department.id, "company_id": case.company_id.id},
            "gov.handover.line": {"handover_id": own["gov.handover"].id, "case_id": case.id},
            "gov.item": {"name": "n", "code": "n", "department_id": department.id},
            "gov.item.compare": {
                "item_id": item.id,
                "before_id": own["gov.item.version"].id,
                "after_id": own["gov.item.version"].id,
            },
            "gov.item.figures": {"company_id": case.company_id.id},
            "gov.item.review": {"version_id": own["gov.item.version"].id, "office": "fees"},
            "gov.item.step": {"version_id": own["gov.item.version"].id, "name": "n"},
            "gov.item.question": {"version_id": own["gov.item.version"].id, "name": "n"},
            "gov.item.answer": {"question_id": own["gov.item.question"].id, "name": "n"},
            "gov.package": {"name": "n", "company_id": case.company_id.id},
            "gov.package.line": {"package_id": own["gov.package"].copy({"line_ids": False}).id, "item_id": item.id},
            "gov.package.application": {"package_id": own["gov.package"].id, "partner_id": case.partner_id.id},
            "gov.knowledge": {
                "name": "n",
                "body": "n",
                "company_id": case.company_id.id,
                "department_id": department.id,
            },
            "gov.item.material": {"version_id": own["gov.item.version"].id, "name": "n"},
            "gov.item.version": {"item_id": item.id, "promised_days": 3},
            "gov.lookup.attempt": {"address": "n", "number": "n", "at": "2030-01-01 00:00:00"},
            "gov.mandate": {
                "principal_id": case.partner_id.id,
                "agent_id": case.company_id.partner_id.id,
                "purpose": "n",
                "company_id": case.company_id.id,
            },
            "gov.notice": {
                "kind_id": own["gov.notice"].kind_id.id,
                "subject_model": "gov.case",
                "subject_id": case.id,
                "company_id": case.company_id.id,
            },
            "gov.notice.delivery": {"notice_id": own["gov.notice"].id},
            "res.partner": {"name": "n"},
            "gov.identity.attempt": {"user_id": cls.clerk.id, "number": "n", "at": "2030-01-01 00:00:00"},
            "gov.event.check": {"subject": False},
            "gov.notice.kind": {
                "name": "n",
                "code": "n",
                "company_id": company,
                "template_id": own["gov.notice.kind"].template_id.id,
            },
            "gov.posting": {
                "user_id": own["gov.posting"].user_id.id,
                "window_id": own["gov.window"].id,
                "company_id": case.company_id.id,
                "trained_on": "2020-01-01",
                "practised_on": "2020-01-01",
            },
            "gov.consultation": {"question": "n", "company_id": case.company_id.id},
            "gov.dispute": {
                "subject": "n",
                "question": "n",
                "department_id": department.id,
                "company_id": case.company_id.id,
            },
            "gov.power": {"name": "n", "code": "n"},
            "gov.profile": {"name": "n", "company_id": company},
            "gov.profile.line": {"profile_id": own["gov.profile"].id, "name": "handover_days", "value": "2"},
            "gov.region": {"name": "n", "code": "990000000000", "level": "2"},
            "gov.result": {"case_id": case.id, "name": "n", "holder_name": "n", "item_name": "n"},
            "gov.series": {"name": "n", "code": "n", "company_id": company},
            "gov.series.explanation": {
                "counter_id": own["gov.series.counter"].id,
                "first": 2,
                "last": 2,
                "reason": "n",
            },
            "gov.series.counter": {"series_id": own["gov.series"].id, "key": "n"},
            "gov.task": {"case_id": case.id, "department_id": department.id},
            "gov.term": {
                "kind_id": own["gov.term.kind"].id,
                "res_model": "gov.case",
                "res_id": case.id,
                "calendar_id": own["gov.calendar"].id,
                "value": 1,
                "unit": "wd",
                "start_at": "2030-01-01 00:00:00",
                "due_at": "2030-01-01 00:00:00",
            },
            "gov.term.kind": {"name": "n", "code": "n", "company_id": company},
            "gov.term.step": {"kind_id": own["gov.term.kind"].id, "days": 2},
            "gov.window.hours": {
                "window_id": own["gov.window"].id,
                "weekday": "6",
                "hour_from": 9,
                "hour_to": 12,
            },
            "gov.theme": {"name": "n"},
            "gov.upload": {
                "user_id": cls.clerk.id,
                "line_id": cls.drafts[relation].material_ids[0].id,
                "name": "n",
                "fingerprint": "n",
                "size": 8,
            },
            "gov.appointment": {
                "number": "n",
                "company_id": own["gov.area"].company_id.id,
                "queue_id": own["gov.queue"].id,
                "partner_id": case.partner_id.id,
                "day": "2031-01-07",
                "slot_start": "2031-01-07 01:00:00",
                "slot_end": "2031-01-07 01:30:00",
            },
            "gov.appointment.booking": {"note": "n"},
            "gov.area": {"name": "n", "company_id": own["gov.area"].company_id.id},
            "gov.desk": {"window_id": own["gov.window"].id},
            "gov.queue": {"letter": "Z", "name": "n", "company_id": own["gov.area"].company_id.id},
            "gov.ticket": {"queue_id": own["gov.queue"].id},
            "gov.window": {"number": "N", "name": "n", "company_id": case.company_id.id},
            "gov.zone": {"name": "n", "company_id": case.company_id.id},
            "gov.agency": {"name": "n", "partner_id": case.partner_id.id, "company_id": case.company_id.id},
            "gov.agency.step": {"agency_id": own["gov.agency"].id, "name": "n"},
            "gov.authorization.batch": {"name": "n", "company_id": case.company_id.id, "date_start": "2079-01-01"},
            "gov.authorization.line": {
                "authorization_id": own["gov.authorization.line"].authorization_id.id,
                "item_id": cls._second_item(relation, department).id,
            },
            "gov.consultation.referral": {
                "consultation_id": own["gov.consultation"].id,
                "department_id": department.id,
                "question": "n",
            },
            "gov.contact": {
                "department_id": department.id,
                "visitor": "n",
                "subject": "n",
                "leader_id": own["gov.contact"].leader_id.id,
            },
            "gov.point": {"name": "n", "company_id": case.company_id.id},
            "gov.training": {
                "topic": "n",
                "department_id": department.id,
                "company_id": case.company_id.id,
                "user_ids": [Command.set(own["gov.training"].user_ids.ids)],
            },
            "gov.training.plan": {
                "posting_id": own["gov.training.plan"].posting_id.id,
                "content": "n",
                "date_end": "2079-01-01",
            },
            "gov.training.program": {
                "name": "n",
                "company_id": case.company_id.id,
                "date_start": "2079-01-01",
                "date_end": "2079-12-31",
            },
            "gov.training.program.line": {
                "program_id": own["gov.training.program"].id,
                "name": "n",
                "department_id": department.id,
                "date_start": "2079-01-01",
                "date_end": "2079-12-31",
            },
            "gov.operation": {"hour": "09:00"},
            "gov.stage": {"case_id": case.id, "department_id": department.id},
            "gov.exchange": {
                "department_id": cls._second_department(relation, case.company_id.id).id,
                "system": "n",
                "mode": "keyed",
                "why_keyed": "n",
            },
            "gov.exchange.message": {
                "exchange_id": own["gov.exchange"].id,
                "company_id": company,
                "direction": "in",
                "uid": "2",
            },
            **cls._catalogue_law_vals(relation, own, department, case),
        }
        return made[name]

    @classmethod
    def _second_department(cls, relation, company):
        """A department of the centre that has no entry of its system yet."""
        departments = cls.env["gov.department"]
        vals = {"name": f"second {relation}", "short_name": f"second {relation}", "company_id": company}
        return departments.search([("name", "=", vals["name"])]) or departments.create(vals)

    @classmethod
    def _second_item(cls, relation, department):
        """An item of the department that no letter names yet."""
        items = cls.env["gov.item"]
        vals = {"name": f"second {relation}", "code": f"second {relation}", "department_id": department.id}
        return items.search([("code", "=", vals["code"])]) or items.create(vals)

    def _record(self, name, relation, user):
        """The record of a place; of what belongs to a person, the own one is the user's own."""
        record = self.records[name][relation]
        if relation == "own" and (owner := OWNED.get(name)):
            record = record.with_user(user).sudo().create(dict(self.vals[relation][name], **{owner: user.id}))
        return record.with_env(self.env(user=user, su=False, context={}))


@tagged("post_install", "-at_install")
class TestAccessMatrix(ThreeSets):
    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_matrix(self):
        """Each cell: C create, R read, W write, U unlink. Write and unlink tell the right to the
        record; the guards of a state come on top and are tested where they are."""
        with (DATA / "access_matrix.csv").open(encoding="utf-8", newline="") as handle:
            rows = {(row.pop("model"), row.pop("record")): row for row in csv.DictReader(handle)}
        self.assertEqual(
            sorted(rows),
            sorted(
                [(name, relation) for name in (*models_of_ours(self.env), *BESIDES) for relation in RELATIONS]
                + [(name, "shared") for name in SHARED]
            ),
        )
        wrong = []
        for (name, relation), row in rows.items():
            self.assertEqual(set(row), set(ROLES))
            for role, expected in row.items():
                if expected == "?":
                    continue
                found = self._rights(role, name, relation)
                if found != expected.strip("-"):
                    wrong.append(f"{name}, {relation}, {role}: reviewed {expected or '-'}, found {found or '-'}")
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    def _rights(self, role, name, relation):
        record = self._record(name, relation, self.users[role])
        tries = {
            "C": lambda: record.create(dict(self.vals[relation][name])),
            "R": lambda: self._read(record),
            "W": lambda: record.write({WRITTEN[name]: self._value(record)}),
        }
        found = ""
        for letter, operation in OPERATIONS.items():
            about = record.browse() if letter == "C" else record
            # what the ORM would refuse is tried on the own record all the same: an override may forget to ask
            if not about.has_access(operation) and (relation != "own" or letter == "U"):
                continue
            if letter == "U" or self._succeeds(letter, tries[letter], record):
                found += letter
        return found

    def _read(self, record):
        record.read([WRITTEN[record._name]])
        self.assertEqual(record.search([("id", "=", record.id)]), record)

    def _value(self, record):
        field = record._fields[WRITTEN[record._name]]
        return field.convert_to_write(record.sudo()[field.name], record)

    def _succeeds(self, letter, attempt, record):
        savepoint = self.env.cr.savepoint()
        try:
            attempt()
            self.env.flush_all()
        except AccessError:
            return False
        except UserError:
            return letter == "W" and record.has_access("write")
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return True

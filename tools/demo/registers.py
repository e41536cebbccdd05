"""What the hall writes down every day: questions, parcels, badge numbers; through the real actions of those people."""

from datetime import datetime, time, timedelta

#: who is asked, kind, channel, question, answer; what is out of scope or professional goes to a department
QUESTIONS = (
    ("guide", "ordinary", "counter", "办理民办学校设立需要准备哪些材料", "按受理清单逐项说明，已打印清单"),
    (
        "guide2",
        "early",
        "phone",
        "拟投资建设光伏项目，前期需要办理哪些手续",
        "已说明立项、用地、环评的先后顺序，可申请代办帮办",
    ),
    ("guide", "progress", "counter", "上周提交的申请办到哪一步了", "已按查询码查询，现由部门审查，承诺期限未到"),
    ("guide", "out_of_scope", "counter", "办理机动车驾驶证期满换证", "不属于本中心受理范围"),
    ("guide2", "ordinary", "phone", "周末是否可以办理业务", "可通过网上平台申请，自助服务区全天开放"),
    ("guide", "professional", "counter", "培训机构办学场地的消防验收意见如何认定", "需由部门答复，已留联系电话"),
    ("guide2", "ordinary", "online", "委托他人代办需要带什么", "授权委托书、双方身份证件"),
    ("guide", "ordinary", "counter", "营业执照复印件是否需要盖章", "需加盖公章，也可由窗口从证照库调取"),
)
PARCELS = (
    ("SF1026000182", "民办学校变更申请材料", "阿拉善左旗某培训学校"),
    ("SF1026000391", "教师资格认定申请表、学历证书复印件", "额济纳旗居民"),
    ("1123600045812", "委托书原件", "银川某建设工程有限公司"),
)


def load(env):
    """Keep the registers of the last two weeks."""
    number_badges(env)
    revise(env)
    return f"{consult(env)} questions, {receive_parcels(env)} parcels, a draft version"


def number_badges(env):
    """Give everybody who is posted a badge number."""
    people = [("company_id", "=", env.company.id), ("user_id.login", "not like", "exchange.%")]
    postings = env["gov.posting"].search(people, order="id")
    for number, posting in enumerate(postings, 1):
        posting.badge_number = f"{number:03d}"


def consult(env):
    """Log questions, pass a professional one on, give a paper to who is at the wrong place."""
    education = env.ref("gov_window.demo_dept_jt")
    entries = env["gov.consultation"]
    calendar, today = env.company._gov_calendar(), env.company._gov_today()
    for number in range(40):
        login, kind, channel, question, answer = QUESTIONS[number % len(QUESTIONS)]
        user = env.ref(f"gov_window.demo_user_{login}")
        told = {
            "professional": {"refer_department_id": education.id},
            "out_of_scope": {"refer_note": "盟公安局交警支队车辆管理所，巴彦浩特镇，0483-0000110"},
        }.get(kind, {})
        entries |= entries.with_user(user).create(
            {
                "kind": kind,
                "channel": channel,
                "question": question,
                "answer": answer,
                "window_id": user.gov_window_ids[:1].id,
                "phone": f"0483-00002{number:02d}" if channel == "phone" or kind == "professional" else False,
                "asked_at": calendar._to_utc(
                    datetime.combine(today - timedelta(days=1 + number // 4), time(9, 10 + number))
                    + timedelta(minutes=97 * (number % 4))
                ),
                **told,
            }
        )
    entries.filtered(lambda entry: entry.kind == "professional")[:2].with_user(
        env.ref("gov_window.demo_user_guide")
    ).action_refer()
    entries.filtered(lambda entry: entry.kind == "out_of_scope")[:1].with_user(
        env.ref("gov_window.demo_user_guide")
    ).action_tell()
    return len(entries)


def receive_parcels(env):
    """Sign for parcels, give one to the clerk, register one; send papers out."""
    clerk, colleague = (env.ref(f"gov_window.demo_user_{login}") for login in ("clerk", "clerk2"))
    carriers = env.ref("gov_window.carrier_sf"), env.ref("gov_window.carrier_ems")
    case = env["gov.case"].search([("window_id", "in", clerk.gov_window_ids.ids), ("number", "!=", False)], limit=1)
    parcels = env["gov.courier"].with_user(clerk)
    came = parcels.create(
        [
            {
                "direction": "in",
                "carrier_id": carriers[waybill.isdigit()].id,
                "waybill": waybill,
                "content": content,
                "from_name": sender,
                "handler_id": colleague.id,
            }
            for waybill, content, sender in PARCELS
        ]
    )
    came[:2].action_sign()
    came[:1].action_distribute()
    came[0].case_id = case
    came[:1].action_register()
    went = parcels.create(
        {
            "direction": "out",
            "carrier_id": carriers[1].id,
            "waybill": "1123600078120",
            "to_name": "额济纳旗居民",
            "content": "补正通知书一份",
            "case_id": case.id,
        }
    )
    went.action_send()
    return len(came) + len(went)


def revise(env):
    """Begin the second version of an item: two days less, one material less."""
    keeper = env.ref("gov_window.demo_user_catalogue")
    item = env["gov.item"].search([("version_id", "!=", False), ("name", "like", "民办学校设立")], limit=1)
    opened = item.with_user(keeper).action_new_version()
    draft = env["gov.item.version"].with_user(keeper).browse(opened["res_id"])
    draft.write({"promised_days": draft.promised_days - 2, "change_kind": "material"})
    draft.material_ids[-1:].unlink()
    draft.step_ids[:1].post = "综合窗口"

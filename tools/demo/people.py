"""Staff, postings and applicants. Every person and every company is made up: the region in their numbers
(152999) does not exist, and neither do the telephone numbers."""

from stdnum.cn import uscc

from odoo import Command

CENTRE = "base.main_company"
HIRED = "2021-03-29"

#: login, Chinese role, name, group, window, department, capacity
ROLES = (
    ("guide", "咨询导服", "高娃", "gov_window.group_guide", "guide_1", "", "clerk"),
    ("guide2", "代办帮办", "孟和", "gov_window.group_guide", "guide_2", "", "clerk"),
    ("clerk", "综合窗口受理员（授权1号窗口）", "李晓楠", "gov_window.group_clerk", "16", "", "clerk"),
    ("clerk2", "综合窗口受理员（授权2号窗口）", "王雪峰", "gov_window.group_clerk", "17", "", "clerk"),
    ("trainee", "见习受理员（带教人李晓楠）", "赵晨曦", "gov_window.group_clerk", "16", "", "trainee"),
    ("deptclerk", "部门窗口人员（人社局）", "刘思洋", "gov_window.group_department_clerk", "01", "", "clerk"),
    ("head", "窗口负责人", "张慧敏", "gov_window.group_window_head", "18", "", "clerk"),
    ("handler", "后台审批人员（教体局）", "陈志远", "gov_approval.group_handler", "", "jt", "staff"),
    ("handler2", "后台审批人员（人社局）", "周婷婷", "gov_approval.group_handler", "", "rs", "staff"),
    ("chief", "首席代表（教体局）", "乌兰图雅", "gov_approval.group_chief", "", "jt", "staff"),
    ("chief2", "首席代表（人社局）", "何立群", "gov_approval.group_chief", "", "rs", "staff"),
    ("leader", "分管负责人（教体局）", "孙国梁", "gov_approval.group_leader", "", "jt", "staff"),
    ("mainhead", "主要负责人（教体局）", "郑海涛", "gov_approval.group_main_head", "", "jt", "staff"),
    ("finance", "财务人员（教体局）", "钱静怡", "gov_approval.group_finance", "", "jt", "staff"),
    ("issuer", "统一出件窗口人员", "林雪", "gov_issuance.group_issuer", "19", "", "clerk"),
    ("supervisor", "监察人员", "马建平", "gov_evaluation.group_supervision_office", "", "", ""),
    ("catalogue", "事项管理员", "韩雪莹", "gov_window.group_catalogue", "", "", ""),
    ("reform", "审改办人员", "冯立新", "gov_window.group_reform", "", "", ""),
    ("auditor", "审计管理员", "吴秉正", "gov_base.group_auditor", "", "", ""),
    ("evaluator", "第三方评价人员", "秦若兰", "gov_evaluation.group_evaluator", "", "", ""),
    ("gov", "中心管理员", "阿古拉", "gov_base.group_admin", "", "", ""),
)
#: login, Chinese role, key of the applicant
CITIZENS = (
    ("citizen", "申请人（个人）", "citizen"),
    ("citizen2", "申请人（个人）", "citizen2"),
    ("company", "申请人（企业）", "company"),
)
#: who sits at the other professional windows; they have no password
WINDOW_CLERKS = {
    "02": "娜仁高娃",
    "03": "徐文静",
    "04": "郭浩然",
    "05": "苏日娜",
    "06": "曹俊杰",
    "07": "邓丽萍",
    "08": "巴雅尔",
    "09": "蒋海燕",
    "10": "沈佳宁",
    "11": "袁晓东",
    "12": "萨仁",
    "13": "傅雅琴",
    "14": "彭振宇",
    "15": "吕明哲",
}
#: the handler and the chief representative of the other departments; they have no password
DEPARTMENT_STAFF = {
    "zr": ("崔永强", "谢建华"),
    "hj": ("田雨桐", "罗志刚"),
    "zj": ("任晓斌", "梁国富"),
    "jy": ("宋长江", "额尔敦"),
    "yj": ("唐伟民", "许兆丰"),
    "sj": ("邹丽娟", "贾文博"),
    "yb": ("姚海霞", "其其格"),
    "wj": ("方晓红", "戴宗明"),
    "sw": ("石磊", "牧仁"),
    "qx": ("夏云飞", "洪晓岚"),
    "fg": ("龚学文", "卢振国"),
    "gx": ("邵建军", "毛继红"),
    "ny": ("万宏图", "金哲"),
    "kj": ("白音", "段佩瑶"),
    "mw": ("斯琴", "包玉山"),
    "mz": ("尹志强", "图雅"),
    "sf": ("薛明义", "侯丽华"),
    "cz": ("武慧珍", "潘正平"),
    "lc": ("阿木尔", "高建业"),
    "swj": ("陆晓鸣", "孟庆山"),
    "wl": ("葛艺文", "哈斯"),
    "jr": ("严世杰", "温晓莉"),
    "xc": ("章书恒", "朝鲁"),
}
#: key, name, birth day, serial (even: a woman), gives an address for mail
PERSONS = (
    ("citizen", "苏和巴特", "19900612", "031", True),
    ("citizen2", "王若溪", "19870925", "046", True),
    ("p01", "李牧原", "19851103", "011", True),
    ("p02", "其其格玛", "19930218", "022", True),
    ("p03", "张砚秋", "19780930", "035", False),
    ("p04", "乌云塔娜", "19950704", "048", True),
    ("p05", "刘禾", "19820119", "051", False),
    ("p06", "陈望舒", "19970526", "064", True),
    ("p07", "巴图孟克", "19731212", "073", False),
    ("p08", "杨知夏", "19990808", "086", True),
    ("p09", "赵峻岭", "19660403", "097", False),
    ("p10", "阿茹汗", "19911021", "104", True),
    ("p11", "黄修远", "19890315", "115", False),
    ("p12", "萨日朗", "19940627", "128", True),
    ("p13", "周砥", "19630514", "131", False),
    ("p14", "吴念慈", "19960910", "142", True),
    ("p15", "特木尔", "19800222", "157", False),
    ("p16", "徐令仪", "19920107", "166", True),
    ("p17", "孙牧歌", "19860818", "173", True),
    ("p18", "胡斯楞", "19760629", "187", False),
    ("p19", "朱晏清", "19981130", "192", True),
    ("p20", "高远帆", "19840416", "203", False),
    ("p21", "娜木罕", "19900303", "218", True),
    ("p22", "何秉烛", "19710725", "225", False),
)
#: key, name, first two characters of the code, agent, gives an address for mail
COMPANIES = (
    ("company", "阿拉善盟云上驼道文化旅游有限公司", "91", "p17", True),
    ("c01", "内蒙古朔漠晴光新能源有限公司", "91", "p20", True),
    ("c02", "阿拉善盟赤砂湾矿业有限公司", "91", "p18", True),
    ("c03", "阿拉善盟青盐里食品有限公司", "91", "p16", True),
    ("c04", "阿拉善盟远戈道路运输有限公司", "91", "p15", False),
    ("c05", "阿拉善盟丙辰建筑工程有限公司", "91", "p11", True),
    ("c06", "阿拉善盟胡杨里房地产开发有限公司", "91", "p22", False),
    ("c07", "阿拉善盟岚谷人力资源有限公司", "91", "p14", True),
    ("c08", "阿拉善盟康杏堂大药房有限公司", "91", "p19", True),
    ("c09", "阿拉善盟鸿砚斋印务有限公司", "91", "p05", False),
    ("c10", "阿拉善盟晓算会计服务有限公司", "91", "p06", True),
    ("c11", "阿拉善盟澄湖化工有限公司", "91", "p03", True),
    ("c12", "阿拉善盟星野电力工程有限公司", "91", "p20", False),
    ("c13", "额济纳旗金秋里餐饮管理有限公司", "91", "p08", True),
    ("c14", "阿拉善盟石语测绘有限公司", "91", "p11", True),
    ("c15", "阿拉善盟蒙驼养殖行业协会（筹）", "51", "p07", True),
    ("c16", "阿拉善盟晨星高级中学（筹）", "52", "p21", True),
    ("c17", "阿拉善盟牧云小额贷款有限公司（筹）", "91", "p18", False),
    ("c18", "阿拉善盟绿洲水务投资有限公司", "91", "p22", True),
)


def load(env):
    """Make staff with their postings, citizens with their logins, and other applicants."""
    applicants = load_applicants(env)
    staff = load_staff(env)
    load_postings(env, staff)
    load_citizens(env, applicants)
    set_passwords(env, [login for login, *_rest in (*ROLES, *CITIZENS)])
    name_records(env, {f"demo_user_{login}": user for login, user in staff.items()})
    env.ref("base.partner_admin").name = "系统管理员"
    return f"{len(staff)} staff, {len(applicants)} applicants"


def logins():
    """Return the role, login and password of everybody who can log in."""
    return [{"role": row[1], "login": row[0], "password": row[0]} for row in (*ROLES, *CITIZENS)]


# ---------------------------------------------------------------- staff


def load_staff(env):
    """Make the users of the staff; return them by login."""
    rows = [(login, name, group) for login, _role, name, group, *_posting in ROLES]
    rows += [(f"window{number}", name, "gov_window.group_department_clerk") for number, name in WINDOW_CLERKS.items()]
    for key, (handler, chief) in DEPARTMENT_STAFF.items():
        rows.append((f"{key}.handler", handler, "gov_approval.group_handler"))
        rows.append((f"{key}.chief", chief, "gov_approval.group_chief"))
    company = env.ref(CENTRE)
    companies = [Command.set(company.ids)]
    everywhere = [Command.set((company | company.child_ids).ids)]
    users = quiet(env["res.users"]).create(
        [
            {
                "login": login,
                "name": name,
                "email": f"{login}@example.com",
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "notification_type": "inbox",
                "company_id": company.id,
                "company_ids": everywhere if login in ("gov", "auditor") else companies,
                "group_ids": [Command.set([env.ref(group).id])],
            }
            for login, name, group in rows
        ]
    )
    return {user.login: user for user in users}


def load_postings(env, staff):
    """Post the staff to their windows and departments."""
    rows = [(login, window, dept, capacity) for login, _r, _n, _g, window, dept, capacity in ROLES if capacity]
    rows += [(f"window{number}", number, "", "clerk") for number in WINDOW_CLERKS]
    rows += [(f"{key}.{post}", "", key, "staff") for key in DEPARTMENT_STAFF for post in ("handler", "chief")]
    env["gov.posting"].create(
        [
            {
                "user_id": staff[login].id,
                "company_id": env.ref(CENTRE).id,
                "window_id": env.ref(f"gov_window.demo_window_{window}").id if window else False,
                "department_id": env.ref(f"gov_window.demo_dept_{dept}").id if dept else False,
                "capacity": capacity,
                "mentor_id": staff["clerk"].id if capacity == "trainee" else False,
                "trained_on": "2021-03-12" if capacity == "clerk" else False,
                "practised_on": "2021-03-26" if capacity == "clerk" else False,
                "date_start": HIRED,
            }
            for login, window, dept, capacity in rows
        ]
    )


def set_passwords(env, names):
    """Set each password equal to the login, hashed in few rounds: it is no secret, and the first login adds more."""
    users = env["res.users"].search([("login", "in", names)])
    env.flush_all()
    context = users._crypt_context().copy()
    context.update(pbkdf2_sha512__rounds=1000)
    for user in users:
        users._set_encrypted_password(user.id, context.hash(user.login))


# ---------------------------------------------------------------- applicants


def load_applicants(env):
    """Make the persons and companies that apply; return them by key."""
    region = env.ref("gov_base.region_152900").name
    common = {"lang": "zh_CN", "tz": "Asia/Shanghai", "city": region, "comment": "演示用的虚构申请人。"}
    vals_list = []
    for number, (key, name, born, serial, mail) in enumerate(PERSONS, 1):
        vals_list.append(
            common
            | {
                "name": name,
                "gov_id_kind": "resident",
                "gov_id_input": resident_number(born, serial),
                "phone": f"1000000{number:04d}",
                "email": f"{key}@example.com" if mail else False,
            }
        )
    for number, (key, name, prefix, _agent, mail) in enumerate(COMPANIES, 1):
        vals_list.append(
            common
            | {
                "name": name,
                "is_company": True,
                "gov_id_kind": "uscc",
                "gov_id_input": credit_code(prefix, number),
                "phone": f"0483-1001{number:03d}",
                "email": f"{key}@example.com" if mail else False,
            }
        )
    keys = [row[0] for row in (*PERSONS, *COMPANIES)]
    partners = dict(zip(keys, quiet(env["res.partner"]).create(vals_list), strict=True))
    name_records(env, {f"demo_applicant_{key}": partner for key, partner in partners.items()})
    return partners


def load_citizens(env, applicants):
    """Give three applicants a login to the portal."""
    users = quiet(env["res.users"]).create(
        [
            {
                "login": login,
                "partner_id": applicants[key].id,
                "company_id": env.ref(CENTRE).id,
                "company_ids": [Command.set(env.ref(CENTRE).ids)],
                "group_ids": [Command.set(env.ref("base.group_portal").ids)],
            }
            for login, _role, key in CITIZENS
        ]
    )
    name_records(env, {f"demo_user_{user.login}": user for user in users})


def resident_number(born, serial):
    """Return a resident number with the right check digit, in a region that does not exist."""
    body = f"152999{born}{serial}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def credit_code(prefix, number):
    """Return a unified social credit code with the right check digit, in a region that does not exist."""
    body = f"{prefix}152999MADEM{number:04d}"
    return body + uscc.calc_check_digit(body)


# ---------------------------------------------------------------- helpers


def quiet(model):
    """Return a model that sends no invitation and logs nothing while it creates."""
    return model.with_context(
        no_reset_password=True, tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
    )


def name_records(env, records):
    """Give records an external id."""
    env["ir.model.data"]._update_xmlids(
        [{"xml_id": f"gov_window.{name}", "record": record, "noupdate": True} for name, record in records.items()]
    )

"""Three months of work, told to the software: every step is taken by who takes it, at its time.

The plot is in cases.csv, a row for each case. Days are working days, and day 0 is the last one before today.

- ``until``: the last step taken
- ``age``: on which day before day 0 the applicant came; or ``left``: the working days that are left from day 0 to
  the deadline (0 and less: missed), from which the age follows
- ``used``: the days the department took; ``wait``: the days the result lay at the window
- ``missing``: the numbers of the materials that were missing; ``completed`` or ``lapsed``: how many days later
- ``mode``: how the result was handed out, if not in person
- ``special``: ``disagree`` the department said no, ``slip`` the first result was wrong, ``trainee`` who received
- ``reason``: what the staff wrote; ``level`` and ``comment``: what the applicant said of it
"""

import base64
import csv
import io
import random
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from .clock import clock
from .people import COMPANIES

AUTHORISED_CLERKS = ("clerk", "clerk2", "clerk", "head")
#: which professional window takes an item; a department alone: the rest of its items
WINDOWS = {
    "rs_03": "02", "rs_04": "02", "rs_06": "03", "rs_07": "03", "rs_08": "03",
    "zr": "04", "zr_02": "05", "zr_05": "05", "zr_07": "05",
    "hj": "06", "zj": "07", "jy": "08", "yj": "09", "sj": "11", "sj_01": "10", "yb": "12", "wj": "13",
    "sw": "14", "qx": "14", "fg": "15", "gx": "15", "ny": "15",
}  # fmt: skip
#: the chain of a case; what a row says decides which steps it has and where it ends
CHAIN = ("accept", "hand_over", "sign", "conclude", "decide", "submit", "check", "deliver")
APPROVALS = (
    "经审查，申请材料齐全，符合法定形式，申请事项符合{basis}的规定，建议准予。",
    "材料经核对真实有效，申请人具备规定的条件，依照{basis}，建议准予。",
    "审查要点逐项核对无误，符合{basis}规定的条件，同意办理。",
)
APPROVAL_VISITED = "经现场核查，场所、设施和人员与申报一致，符合{basis}规定的条件，建议准予。"
REPORT = "经初审，申请材料齐全，符合{basis}规定的条件，同意上报自治区主管部门。"
FILING = "材料齐全，符合形式要求，予以备案。"


def load(env):
    """Tell the story; the clock is back at the real time afterwards."""
    first_message = env["mail.message"].search([], order="id desc", limit=1).id
    with clock(env) as now:
        teller = Teller(env, now)
        teller.tell()
    tick(env)
    env.flush_all()
    # messages carry the time of the machine: give them that of the story
    env.cr.execute("UPDATE mail_message SET date = create_date WHERE id > %s", [first_message])
    env.invalidate_all()
    # nothing leaves a demo, and nothing stays in its queue
    env["mail.mail"].search([("state", "=", "outgoing")]).write({"state": "cancel"})
    env["sms.sms"].search([("state", "=", "outgoing")]).write({"state": "canceled"})
    cases = env["gov.case"].search([])
    states = Counter(cases.mapped("state"))
    lamps = Counter(case.lamp for case in cases if case.lamp)
    return f"{len(cases)} cases {dict(states)}, lamps {dict(lamps)}"


def tick(env):
    """Take the steps of the periods that are due, in this transaction: the job itself would commit."""
    failed = set()
    while env["gov.term"]._take_due(failed):
        pass
    if failed:
        raise RuntimeError(f"periods that could not be handled: {sorted(failed)}")


def read_plot():
    """Return the rows of the plot: numbers as numbers, and only what a row says."""
    numbers = {"age", "left", "used", "wait", "completed", "lapsed"}
    with open(Path(__file__).with_name("cases.csv"), encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield {
                name: int(value) if name in numbers else value
                for name, value in row.items()
                if value or name in ("special", "reason", "comment")
            } | {"missing": [int(number) for number in row["missing"].split()]}


class Teller:
    """Plans every case, then takes all steps in the order of their time."""

    def __init__(self, env, now):
        self.env = env
        self.now = now
        self.random = random.Random(152900)
        self.events = []
        self.last_day = now.today

    def tell(self):
        """Plan and act."""
        for number, row in enumerate(read_plot()):
            Plot(self, number, row).plan()
        self.add_ticks()
        for moment, _number, _order, act in sorted(self.events, key=lambda event: event[:3]):
            self.now.set(moment)
            act()

    def add_ticks(self):
        """Look at the deadlines every night, as the scheduled job does."""
        day = min(moment for moment, *_rest in self.events).date()
        while (day := day + timedelta(days=1)) <= self.last_day:
            self.events.append((datetime.combine(day, time(0, 5)), -1, 0, lambda: tick(self.env)))


class Plot:
    """One case: who does what to it, and when."""

    def __init__(self, teller, number, row):
        self.teller, self.number, self.row, self.until = teller, number, row, row["until"]
        self.env, self.random = teller.env, random.Random(f"{row['item']}/{row['who']}")
        self.item = self.env.ref(f"gov_window.demo_item_{row['item']}")
        self.version = self.item.version_id
        self.department = row["item"].split("_")[0]
        self.applicant = self.env.ref(f"gov_window.demo_applicant_{row['who']}")
        agent = next((row_agent for key, _name, _prefix, row_agent, _mail in COMPANIES if key == row["who"]), None)
        self.agent = self.env.ref(f"gov_window.demo_applicant_{agent}") if agent else self.env["res.partner"]
        self.instant = self.version.handling_class == "instant"
        self.moment = None
        self.case = self.env["gov.case"]

    # ------------------------------------------------------------ when

    def plan(self):
        """Put the steps of the case on the teller's list."""
        row = self.row
        delay = row.get("completed", 0)
        start = -row["age"] if "age" in row else row["left"] - self.version.promised_days - delay
        self.at(start, self.open_case)
        if self.until == "open":
            return
        self.at(start, self.receive, 2, 6)
        if row["missing"] and self.until != "receive":
            self.at(start, self.request_supplement, 4, 12)
        if self.until == "refuse_acceptance":
            self.at(start + row.get("lapsed", 0), self.refuse_acceptance, 5, 15)
        elif self.until not in ("receive", "request_supplement"):
            self.plan_review(start + delay)

    def plan_review(self, start):
        """Put on the list what follows when the material is complete."""
        used = self.row.get("used", 0)
        days = {"accept": start, "hand_over": start, "sign": start + (used > 1 or "used" not in self.row)}
        for name in CHAIN[3:7]:
            days[name] = start + used
        days["deliver"] = start + used + (0 if self.instant else self.row.get("wait", 1))
        chain = [name for name in CHAIN if not self.instant or name not in ("hand_over", "sign", "conclude")]
        if self.row["special"] == "slip":
            chain.insert(chain.index("check"), "give_back")
            chain.insert(chain.index("check"), "submit_again")
            days["give_back"] = days["submit_again"] = start + used
        if self.until == "send_back":
            chain.insert(chain.index("decide"), "send_back")
            days["send_back"] = start + used
        for name in chain[: chain.index(self.until) + 1]:
            self.at(days[name], getattr(self, name), 4, 40)
        if "level" in self.row:
            self.at(days["deliver"] + self.random.choice((0, 0, 1)), self.rate, 3, 60)

    def at(self, day, act, least=5, most=30):
        """Plan a step on a working day, after the step before."""
        date = self.teller.now.working_day(min(day, 0))
        if self.moment and self.moment.date() == date:
            moment = self.moment + timedelta(minutes=self.random.randint(least, most))
        else:
            minute = self.random.choice((self.random.randint(545, 640), self.random.randint(815, 900)))
            moment = datetime.combine(date, time()) + timedelta(minutes=minute)
        if time(12) <= moment.time() < time(13, 30):
            moment += timedelta(minutes=90)
        self.moment = min(moment, datetime.combine(date, time(17, 25))) + timedelta(seconds=self.random.randint(1, 59))
        self.teller.events.append((self.moment, self.number, len(self.teller.events), act))

    # ------------------------------------------------------------ who

    def user(self, login):
        """Return one of the demo's users."""
        return self.env.ref(f"gov_window.demo_user_{login}")

    def clerk(self):
        """Return who receives and accepts."""
        window = WINDOWS.get(self.row["item"]) or WINDOWS.get(self.department)
        if window:
            return self.user(f"window{window}")
        if self.department == "rs":
            return self.user("deptclerk")
        return self.user(AUTHORISED_CLERKS[self.number % len(AUTHORISED_CLERKS)])

    def handler(self):
        """Return who reviews and makes the result."""
        return self.user({"jt": "handler", "rs": "handler2"}.get(self.department, f"{self.department}.handler"))

    def chief(self):
        """Return who decides: the chief representative; now and then the substitute."""
        if self.department == "jt" and self.number % 3 == 0:
            return self.user("leader")
        return self.user({"jt": "chief", "rs": "chief2"}.get(self.department, f"{self.department}.chief"))

    # ------------------------------------------------------------ what

    def open_case(self):
        """The clerk, or the trainee beside, types the application in."""
        clerk = self.user("trainee") if self.row["special"] == "trainee" else self.clerk()
        self.case = (
            self.env["gov.case"]
            .with_user(clerk)
            .create(
                {
                    "item_id": self.item.id,
                    "partner_id": self.applicant.id,
                    "agent_id": self.agent.id,
                    "channel": self.row["by"],
                }
            )
        )

    def receive(self):
        """Register it, and tick what is there; originals are compared at the counter."""
        self.case.action_receive()
        for number, line in enumerate(self.case.material_ids, 1):
            if number not in self.row["missing"] and (line.required or self.random.random() < 0.4):
                compare = line.originals and self.row["by"] in ("counter", "assisted")
                line.state = "verified" if compare else "received"

    def request_supplement(self):
        """Name everything that is missing, once."""
        lines = self.case.material_ids.filtered(lambda line: line.required and line.state == "missing")
        names = "；".join(f"{number}.{line.name}（{line.review_points}）" for number, line in enumerate(lines, 1))
        self.case.action_request_supplement(f"请补齐以下材料：{names.replace('。）', '）')}。其余材料符合受理清单。")

    def refuse_acceptance(self):
        """Do not accept, with the reason; after a lapsed supplement the head of the window approves it first."""
        if self.case.state == "supplement":
            self.case.with_user(self.user("head")).action_approve_lapse()
        self.case.action_refuse_acceptance(self.row["reason"])

    def accept(self):
        """Accept; what was missing has come."""
        for line in self.case.material_ids.filtered("required"):
            if line.state == "missing":
                line.state = "received"
        self.case._uncompared().write({"state": "verified"})
        self.case.action_accept()

    def hand_over(self):
        """Hand the papers to the department."""
        self.case.action_hand_over()

    def sign(self):
        """The department signs for the papers and begins."""
        self.tasks(self.handler()).action_sign()

    def conclude(self):
        """The handler concludes in writing."""
        conclusion = "report" if self.version.handling_class == "report" else "agree"
        if self.row["special"] == "disagree":
            conclusion = "disagree"
        self.tasks(self.handler()).action_conclude(conclusion, self.opinion(conclusion))

    def opinion(self, conclusion):
        """Return what the handler writes."""
        basis = (self.version.basis or "").splitlines()[0]
        if conclusion == "disagree":
            return self.row["reason"]
        if conclusion == "report":
            return REPORT.format(basis=basis)
        if self.item.nature == "filing":
            return FILING
        if "现场核查" in (self.version.procedure or ""):
            return APPROVAL_VISITED.format(basis=basis)
        return self.random.choice(APPROVALS).format(basis=basis)

    def send_back(self):
        """The chief representative wants more."""
        self.case.with_user(self.chief()).action_send_back(self.row["reason"])

    def decide(self):
        """The department decides."""
        self.case.with_user(self.chief()).action_decide()

    def submit(self):
        """The result goes to the issuing window, sometimes with a slip of the pen."""
        result = self.result(self.handler())
        if self.row["special"] == "slip":
            result.holder_name = f"{result.holder_name[:-1]}×"
        result.action_submit()

    def give_back(self):
        """The issuing window finds the slip."""
        self.result(self.user("issuer")).action_return("持证人姓名与受理信息不一致，请更正后重新移交。")

    def submit_again(self):
        """The department corrects it."""
        result = self.result(self.handler())
        result.holder_name = self.applicant.name
        result.action_submit()

    def check(self):
        """The issuing window takes the result over."""
        self.result(self.user("issuer")).action_check()

    def deliver(self):
        """The applicant, the agent or a courier takes it."""
        result = self.result(self.user("issuer"))
        if self.row.get("mode") == "courier":
            result.write({"delivery_mode": "courier", "waybill": f"YS{self.teller.now.moment:%y%m%d}{self.number:04d}"})
        else:
            receiver = self.agent or self.applicant
            result.write(
                {
                    "delivery_mode": "agent" if self.agent else "counter",
                    "receiver_name": receiver.name,
                    "identity_checked": True,
                    "signature": signature(self.random),
                }
            )
        result.action_deliver()

    def rate(self):
        """The applicant follows the invitation."""
        level = self.row["level"]
        token = self.case.sudo().evaluation_ids.token
        public = self.env["gov.evaluation"].with_user(self.env.ref("base.public_user"))
        channel = "counter" if self.row["by"] == "counter" and not self.row.get("mode") else "portal"
        attitude = str(min(5, int(level) + self.random.choice((0, 1))))
        public._find_by_token(token)._rate(
            level, attitude=attitude, efficiency=level, comment=self.row["comment"], channel=channel
        )

    def tasks(self, user):
        """Return the department's task as a user sees it."""
        return self.case.sudo().task_ids.with_user(user)

    def result(self, user):
        """Return the result as a user sees it."""
        return self.case.sudo().result_ids.with_user(user)


def signature(chance):
    """Return a scribble as a picture."""
    picture = Image.new("L", (160, 48), 255)
    points = [(8 + step * 9, chance.randint(8, 40)) for step in range(17)]
    ImageDraw.Draw(picture).line(points, fill=0, width=2, joint="curve")
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    return base64.b64encode(data.getvalue())

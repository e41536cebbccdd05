from odoo import models

from odoo.addons.gov_base.listing import listed

#: papers that the window issues for the department, by the link that entrusts it with them
ENTRUSTED_PAPERS = {"B-01": "accept", "B-02": "receive", "B-04": "accept", "B-05": "accept"}
#: what is decided at the window by the power to accept, or to receive, besides acceptance itself
VERDICTS = ("request_supplement", "refuse_acceptance", "defer")


class GovCase(models.Model):
    """By what power a case is received and accepted: letters, boards, zones, lead departments."""

    _inherit = "gov.case"

    def _letters(self, link: str) -> dict:
        """The letter that entrusts the accepting centre with a link of each case's item."""
        found = {}
        for company, cases in self.sudo().grouped("company_id").items():
            letters = cases.item_id._letter(link, company=company)
            found |= {case.id: letters[case.item_id.id] for case in cases if case.item_id.id in letters}
        return found

    def _is_remote(self) -> bool:
        """Whether another centre than the department's accepts it (盟域通办, W-057)."""
        return self.company_id != self.department_company_id

    def _get_cannot_receive_reason(self):
        """Override of the case: where a letter entrusts anything, it must entrust receiving (A-007)."""
        reasons = super()._get_cannot_receive_reason()
        for case in self.sudo():
            if case._is_remote() or case.department_id.department_class == "authorised":
                links = case._entrusted_links()
                if links and "receive" not in links:
                    reasons.setdefault(case.id, case._link_reason(links))
        return reasons

    def _entrusted_links(self) -> dict[str, int]:
        return self.env["gov.authorization"]._links_for(
            self.item_id.id, self.company_id.id, self.company_id._gov_today()
        )

    def _link_reason(self, links: dict[str, int]) -> str:
        letters = self.env["gov.authorization"].sudo()
        labels = letters._fields
        return self.env._(
            "%(letter)s entrusts the window only with: %(links)s.",
            letter=letters.browse(next(iter(links.values()))).display_name,
            links=listed(self.env, (labels[f"link_{link}"]._description_string(self.env) for link in links)),
        )

    def _get_accept_authority(self):
        """By what power the current user accepts each case: an authorisation letter at
        the centre's windows, the own posting at the departments' windows (A-005, A-012)."""
        return self._powers("accept")

    def _get_request_supplement_authority(self):
        """The papers B-04 and B-05 speak for the department as B-01 does: they need the same power."""
        return self._powers("accept")

    _get_refuse_acceptance_authority = _get_request_supplement_authority

    def _get_defer_authority(self):
        return self._powers("receive")

    def _powers(self, link: str) -> dict:
        """The letter or posting by which the current user takes a link of each case; those without are absent."""
        postings = self._postings()._on_duty()
        letters = self._letters(link)
        authorities = {}
        for (_item, company), cases in self.sudo().grouped(lambda case: (case.item_id, case.company_id)).items():
            own = postings.filtered(lambda posting, company=company: posting.company_id == company)
            if power := cases[0]._accept_power(own, letters.get(cases[0].id)):
                authorities |= dict.fromkeys(cases._ids, power)
        return authorities

    def _accept_power(self, postings, letter):
        """The letter or posting by which a clerk of these postings accepts the case, or any other of its
        item at its centre; None without."""
        mode = self._rule("acceptance_mode")
        department = self.department_id
        if mode == "lead":
            for posting in postings.filtered(lambda posting: self._in_zone(posting.window_id)):
                lead = posting.window_id._lead()
                if lead and lead == department and not self._is_remote():
                    return posting
                if lead and letter and letter.lead_department_id in (lead, department.browse()):
                    return letter
            return None
        if letter:
            windows = postings.window_id.filtered(lambda window: window.board == "authorised")
            return letter if any(self._in_zone(window) for window in windows) else None
        if self._is_remote():
            return None
        own = postings.filtered(
            lambda posting: (
                posting.window_id.board == "professional"
                and department in posting.window_id.department_ids
                and (mode == "department" or department.department_class != "authorised" or posting.window_id.separate)
            )
        )
        return own[:1] or None

    def _in_zone(self, window) -> bool:
        return self.item_id._in_zone(window, self.company_id)

    def _flow_no_authority_reason(self, action):
        if action in VERDICTS:
            return self.env._(
                "who may not accept it does not decide on it either: %(why)s",
                why=self._no_power_reason(),
            )
        return self._no_power_reason() if action == "accept" else super()._flow_no_authority_reason(action)

    def _no_power_reason(self) -> str:
        """Why the current user may not accept the case, and who may."""
        case = self.sudo()
        links = case._entrusted_links()
        letter = case._letters("accept").get(case.id)
        department = case.department_id.short_name
        if case._rule("acceptance_mode") == "lead":
            return self.env._(
                "the lead department of its zone accepts this item, by a letter of %(department)s if it is "
                "another one.",
                department=department,
            )
        if letter:
            windows = self._postings()._on_duty().window_id.filtered(lambda window: window.board == "authorised")
            if windows:
                zones = self.env["gov.zone"].sudo().browse(case.item_id._zone_ids())
                return self.env._(
                    "this item belongs to the zone %(zones)s, and your window stands in another one.",
                    zones=listed(self.env, zones.mapped("name")),
                )
            return self.env._(
                "this item is entrusted to the comprehensive window by %(letter)s and is accepted only there.",
                letter=letter.display_name,
            )
        if links and (case._is_remote() or case.department_id.department_class == "authorised"):
            return case._link_reason(links)
        if case._is_remote():
            return self.env._(
                "%(department)s belongs to %(home)s, and has not entrusted this item to your centre. Send the "
                "applicant there, or ask the centres for an entrusting letter.",
                department=department,
                home=case.department_company_id.name,
            )
        if case.department_id.department_class == "authorised":
            return self.env._(
                "there is no valid authorisation letter from %(department)s for this item, so the window cannot "
                "accept it. Ask the service centre to obtain one.",
                department=department,
            )
        return self.env._(
            "you are not posted to a professional window of %(department)s, whose own staff accept this item.",
            department=department,
        )

    def _get_cannot_accept_reason(self):
        """Override of the case: what forbids accepting it at this place."""
        return self._place_reasons() | super()._get_cannot_accept_reason()

    def _place_reasons(self) -> dict[int, str]:
        places = self.sudo().grouped(lambda case: (case.item_id, case.company_id, case.window_id))
        return {
            case_id: why for cases in places.values() if (why := cases[0]._place_reason()) for case_id in cases._ids
        }

    def _place_reason(self) -> str:
        """Why the case, or any other of its item, is not accepted at its window: sub-hall, agreement,
        service point; else empty."""
        department, window = self.department_id, self.window_id
        opened = self.company_id.gov_hall_opened_on
        if (
            window.in_sub_hall
            and opened
            and opened <= self.company_id._gov_today()
            and not department.sub_hall_approval
        ):
            return self.env._(
                "since the hall opened on %(date)s only sub-halls that the government approved remain, and that of "
                "%(department)s is not approved: accept it at a window of the hall.",
                date=opened,
                department=department.short_name,
            )
        if department.department_class == "shared" and not self._is_remote() and not department.share_agreement:
            return self.env._(
                "the agreement by which %(department)s sends its staff is not on record. Ask the administrator to "
                "enter it with the department.",
                department=department.short_name,
            )
        point = window.point_id
        if point and self.item_id.id not in point._item_ids():
            return self.env._(
                "“%(item)s” is not among the items that %(point)s accepts. Help the applicant to apply online, or "
                "send the applicant to the centre.",
                item=self.item_id.name,
                point=point.name,
            )
        return ""

    def _prepare_notice_content(self, code):
        """Override of the case: for entrusted links the window uses the seal the letter names (A-009)."""
        content = super()._prepare_notice_content(code)
        if link := ENTRUSTED_PAPERS.get(code):
            letter = self._letters(link).get(self.id)
            if letter and letter.seal_used:
                content["seal"] = letter.seal_used
        return content

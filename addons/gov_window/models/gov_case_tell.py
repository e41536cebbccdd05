from odoo import models

from odoo.addons.gov_base.kernel.identity import mask_phone


class GovCase(models.Model):
    """What the applicant is told without asking (W-099): by mail, and by a short message."""

    _inherit = "gov.case"

    def _tell_applicant(self, addon: str, occasion: str):
        """Queue a mail and a message to each applicant who has an address and a telephone.

        Nothing is sent here: both queues are worked off after the commit. Who has neither
        costs nothing.

        :param addon: whose templates ``mail_template_<occasion>`` and ``sms_template_<occasion>``
            are taken
        """
        cases = self.sudo()
        partners = cases.partner_id
        by_mail, by_phone = set(partners.filtered("email")._ids), set(partners.filtered("phone")._ids)
        for case in cases.filtered(lambda case: case.partner_id.id in by_mail) if by_mail else ():
            self.env.ref(f"{addon}.mail_template_{occasion}").sudo().send_mail(
                case.id, email_values={"recipient_ids": [(4, case.partner_id.id)]}
            )
        reached = cases.filtered(lambda case: case.partner_id.id in by_phone) if by_phone else cases.browse()
        reached._message_applicant(f"{addon}.sms_template_{occasion}", occasion)

    def _message_applicant(self, template: str, occasion: str):
        """Queue a short message about each case; each, and each that cannot be sent, is an
        event with the masked number. Who is on the list of blocked numbers gets none."""
        if not self:
            return
        country = self.env.ref("base.cn")
        numbers = {
            case.id: case.partner_id._phone_format(
                number=case.partner_id.phone, country=case.partner_id.country_id or country
            )
            for case in self
        }
        blocked = set(
            self.env["phone.blacklist"]
            .search([("number", "in", [number for number in numbers.values() if number])])
            .mapped("number")
        )
        bodies = self.env.ref(template).sudo()._render_field("body", self.ids)
        messages, entries = [], []
        for case in self:
            number = numbers[case.id]
            if number in blocked:
                continue
            if number:
                messages.append({"number": number, "body": bodies[case.id], "partner_id": case.partner_id.id})
            entries.append(
                (
                    case,
                    {
                        "kind": "sms.queue" if number else "sms.invalid",
                        "user_id": self.env.uid,
                        "data": {"occasion": occasion, "phone": mask_phone(number or case.partner_id.phone)},
                    },
                )
            )
        self.env["sms.sms"].create(messages)
        self.env["gov.event"]._append(entries)

import hashlib

from lxml import etree

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

#: papers are Chinese: a layout edited on a Chinese screen is the layout, whoever prints
LANGUAGE = "zh_CN"


class GovNoticeLayout(models.Model):
    """The words around what a paper says, as they were when it was issued (文书版式留存).

    A kind's layout may be edited later; papers issued before keep theirs. A layout is kept
    once, however many papers have it.
    """

    _name = "gov.notice.layout"
    _description = "Layout of Papers as Issued"
    _order = "id desc"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    arch = fields.Text(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)

    _unique_digest = models.UniqueIndex("(digest)")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        raise UserError(self.env._("Papers may have been issued with this layout; it stays on record."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Papers may have been issued with this layout; it stays on record."))

    @api.model
    def _for(self, template_id: int) -> int:
        """The id of the layout that a template has now; it is kept at its first use."""
        digest = self._digest(template_id)
        made = self.env.cr.cache.setdefault("gov_base.layouts", {})  # here: forgotten with a savepoint
        layout_id = made.get(digest) or self._id_for(digest)
        if not layout_id:
            layout_id = made[digest] = self._keep(template_id, digest)
            self.env.cr.postcommit.add(self.env.registry.clear_cache)
        return layout_id

    @api.model
    @tools.ormcache("digest")
    def _id_for(self, digest: str) -> int | None:
        return self.sudo().search([("digest", "=", digest)]).id or None

    @api.model
    @tools.ormcache("template_id", cache="templates")
    def _digest(self, template_id: int) -> str:
        return hashlib.sha256(self._whole(template_id).encode()).hexdigest()

    @api.model
    def _keep(self, template_id: int, digest: str) -> int:
        """Keep a layout; of two at once the second takes the first one's."""
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO gov_notice_layout (key, arch, digest, create_uid, create_date)
                        VALUES (%s, %s, %s, %s, now() AT TIME ZONE 'UTC')
                   ON CONFLICT (digest) DO UPDATE SET digest = EXCLUDED.digest
                     RETURNING id""",
                self._views().browse(template_id).key,
                self._whole(template_id),
                digest,
                self.env.uid,
            )
        )
        return rows[0][0]

    @api.model
    def _views(self):
        known = self.env["res.lang"]._get_data(code=LANGUAGE)
        return self.env["ir.ui.view"].sudo().with_context(lang=LANGUAGE if known else None)

    @api.model
    def _whole(self, template_id: int) -> str:
        """The template with everything it calls in its place."""
        return etree.tostring(self._with_calls(self._views().browse(template_id)), encoding="unicode")

    @api.model
    def _with_calls(self, view):
        root = view._get_combined_arch()
        for call in root.xpath("//*[@t-call]"):
            key = call.get("t-call")
            called = self._views().browse() if "{" in key else self._views()._get_template_view(key)
            inner = self._with_calls(called) if called else None
            if inner is None or inner.xpath("//*[@t-out='0']"):
                continue  # a frame that wraps what calls it is no part of the words
            del call.attrib["t-call"]
            call.extend(inner)
            for part in call:
                if not (part.tail or "").strip():
                    part.tail = None  # what a call prints may stand in the middle of a sentence
        return root

    @api.model
    def _render(self, layout, template_id: int, values: dict):
        """The words of a paper.

        :param layout: as it was issued; empty for papers older than this record
        :param template_id: the template its kind has now
        """
        if not layout or layout.digest == self._digest(template_id):
            source = template_id
        else:
            source = etree.fromstring(layout.arch)  # from our own table, which nobody writes
        return self.env["ir.qweb"].with_context(lang=self._views().env.lang)._render(source, values)

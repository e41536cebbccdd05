"""Short messages as files, for a gateway that fetches them (短信网关)."""

from pathlib import Path

from odoo.tools import config

from odoo.addons.sms.tools.sms_api import SmsApiBase

from . import outbox


class FileGateway(SmsApiBase):
    """Writes each message as a JSON file into an outbox.

    The folder is the system parameter ``gov_window.sms_outbox``, by default ``sms/<database>``
    in the data folder. The name is the message's own: a queue that runs again writes no second
    file, neither while the first one lies there nor after the gateway has moved it to ``sent``.
    """

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        folder = self._outbox()
        results = []
        for message in messages:
            for receiver in message["numbers"]:
                row = {"uuid": receiver["uuid"], "number": receiver["number"], "content": message["content"]}
                done = outbox.put(folder, receiver["uuid"], row, "sent")
                results.append({"uuid": receiver["uuid"], "state": "success" if done else "server_error"})
        return results

    def _outbox(self):
        folder = self.env["ir.config_parameter"].sudo().get_param("gov_window.sms_outbox")
        return Path(folder) if folder else Path(config["data_dir"]) / "sms" / self.env.cr.dbname

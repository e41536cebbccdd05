"""Short messages as files, for a gateway that fetches them (短信网关)."""

import json
import logging
import os
from pathlib import Path

from odoo.tools import config

from odoo.addons.sms.tools.sms_api import SmsApiBase

_logger = logging.getLogger(__name__)


class FileGateway(SmsApiBase):
    """Writes each message as a JSON file into an outbox.

    The folder is the system parameter ``gov_window.sms_outbox``, by default ``sms/<database>``
    in the data folder. The name is the message's own: a queue that runs again writes no second
    file, neither while the first one lies there nor after the gateway has moved it to ``sent``.
    """

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        outbox = self._outbox()
        results = []
        for message in messages:
            for receiver in message["numbers"]:
                state = "success" if self._write(outbox, message["content"], receiver) else "server_error"
                results.append({"uuid": receiver["uuid"], "state": state})
        return results

    def _outbox(self):
        folder = self.env["ir.config_parameter"].sudo().get_param("gov_window.sms_outbox")
        return Path(folder) if folder else Path(config["data_dir"]) / "sms" / self.env.cr.dbname

    def _write(self, outbox, content, receiver) -> bool:
        name = f"{receiver['uuid']}.json"
        target, draft = outbox / name, outbox / f".{name}"
        if target.exists() or (outbox / "sent" / name).exists():
            return True
        row = {"uuid": receiver["uuid"], "number": receiver["number"], "content": content}
        try:
            outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
            with draft.open("w", encoding="utf-8") as handle:
                json.dump(row, handle, ensure_ascii=False)
                handle.flush()
                os.fsync(handle.fileno())
            draft.replace(target)
        except OSError as error:
            _logger.error("A message could not be put into the outbox: %s", error.strerror)
            return False
        return True

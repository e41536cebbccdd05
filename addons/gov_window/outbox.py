"""A folder into which messages are put as files, for a gateway that fetches them (前置机、短信网关)."""

import json
import logging
import os

_logger = logging.getLogger(__name__)


def put(folder, name: str, message: dict, fetched: str) -> bool:
    """Write a message whole or not at all, and only once.

    :param folder: the path of the folder; made if missing
    :param name: the message's own name; what lies there under it is not written again
    :param fetched: the subfolder into which the gateway moves what it has taken: nor is that
    :return: whether the message is there, or was
    """
    file_name = f"{name}.json"
    target, draft = folder / file_name, folder / f".{file_name}"
    if target.exists() or (folder / fetched / file_name).exists():
        return True
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as handle:
            json.dump(message, handle, ensure_ascii=False)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(target)
    except OSError as error:
        _logger.error("A message could not be put into the folder: %s", error.strerror)
        return False
    return True

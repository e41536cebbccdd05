"""The folders by which messages come and go, for a gateway that carries them (前置机)."""

from pathlib import Path

from odoo.tools import config

from . import outbox


class Folder:
    """The folder of one department: ``out`` is fetched by its system, ``in`` is filled by it; what
    was read lies in ``done`` or ``failed``.

    The root is the system parameter ``gov_window.exchange_folder``, by default
    ``exchange/<database>`` in the data folder.
    """

    def __init__(self, env, name):
        root = env["ir.config_parameter"].sudo().get_param("gov_window.exchange_folder")
        root = Path(root) if root else Path(config["data_dir"]) / "exchange" / env.cr.dbname
        self.path = root / name

    def put(self, uid: str, message: dict) -> bool:
        """Write a message whole or not at all; one that lies there, or was fetched, is not written again."""
        return outbox.put(self.path / "out", uid, message, "fetched")

    def waiting(self, limit: int) -> list[Path]:
        """The files that came, oldest first; a name that begins with a dot is still being written."""
        try:
            files = [path for path in (self.path / "in").iterdir() if path.suffix == ".json" and path.name[0] != "."]
        except FileNotFoundError:
            return []
        return sorted((path for path in files if path.is_file() and not path.is_symlink()), key=_age)[:limit]

    def content(self, path: Path, limit: int) -> bytes:
        """The content of a file, one byte more than the limit at most."""
        with path.open("rb") as handle:
            return handle.read(limit + 1)

    def put_away(self, path: Path, ok: bool):
        """Move a file that was read to ``done`` or ``failed``."""
        shelf = self.path / ("done" if ok else "failed")
        shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(shelf / path.name)


def _age(path):
    return path.stat().st_mtime, path.name

"""Ask a virus scanner that speaks the protocol of clamd, over a socket."""

import socket
import struct

PART = 64 * 1024
MAX_ANSWER = 4096


class ScannerError(Exception):
    """The scanner cannot be reached, or does not answer as it should."""


def scan(address: str, content: bytes, timeout: float = 30) -> str:
    """The name of what was found in some content; empty if nothing was.

    :param address: ``unix:/path`` or ``host:port``
    :param timeout: seconds for each step
    :raises ScannerError: no usable answer
    """
    try:
        with _connect(address, timeout) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PART):
                part = content[start : start + PART]
                connection.sendall(struct.pack(">I", len(part)) + part)
            connection.sendall(struct.pack(">I", 0))
            answer = _read(connection)
    except (OSError, ValueError) as error:
        raise ScannerError(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerError(answer or "no answer")


def _connect(address, timeout):
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout)


def _read(connection):
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER:
        part = connection.recv(MAX_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()

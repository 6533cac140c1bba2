"""Free and taken ports of this machine's own address."""

import errno
import socket

from boundaries.engines.errors import Trouble

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def claim(written: str) -> socket.socket:
    """Take the port the product is to answer on, before anything slow is begun.

    The socket is bound and does not listen yet: the port is ours, and a browser that comes too early is told so at once.
    """
    if not written.isascii() or not written.isdigit() or not 0 < int(written) < 2**16:
        raise Trouble(f"PORT must be a number from 1 to 65535, not “{written}”.")
    claimed = socket.socket()
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind((LOOPBACK, int(written)))
        claimed.listen(1)  # only listening finds out for certain that nobody else does; closed and bound again below
    except OSError as error:
        claimed.close()
        if error.errno == errno.EADDRINUSE:
            raise Trouble(
                f"Port {written} is taken by another program: choose another one, such as make run PORT={_another(int(written))}."
            ) from error
        raise Trouble(
            f"Port {written} cannot be used ({error.strerror}): choose another one, such as make run PORT=8000."
        ) from error
    claimed.close()
    claimed = socket.socket()
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    claimed.bind((LOOPBACK, int(written)))
    return claimed


def _another(taken: int) -> int:
    """The next port that is free, to be offered to the person."""
    for port in range(taken + 1, min(taken + 100, 2**16)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
                return port
            except OSError:
                continue
    return free_port()

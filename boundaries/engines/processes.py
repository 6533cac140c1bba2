"""Children that never outlive their parent, and how they are stopped.

Every child is the head of a process group of its own, so a Ctrl-C at the terminal reaches only the parent, which then
stops them in the right order; and the kernel tells each child when its parent has gone, whatever killed it.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
LINUX = sys.platform == "linux"
STOP_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """Who a child is to be: ourselves, somebody else, or ourselves under an unprivileged name in a user namespace."""

    uid: int | None = None
    gid: int | None = None
    namespace: bool = False


OURSELVES = Identity()


def follow_parent(parent: int, number: int) -> None:
    """Ask the kernel for this signal when the parent goes; go at once if it has gone already."""
    if LINUX:
        _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def is_interrupted(make: int) -> bool:
    """Whether make has been asked to stop without our being asked: it then waits for us, holding SIGINT back, and says nothing."""
    try:
        status = Path(f"/proc/{make}/status").read_text(encoding="ascii")
        held = int(status.partition("SigBlk:")[2].split()[0], 16)
    except (OSError, IndexError, ValueError):
        return False
    return bool(held >> (signal.SIGINT - 1) & 1)


def enter_namespace() -> None:
    """Become an unprivileged name for the same user, in a user namespace that holds nobody else.

    A server that refuses to run as root runs so, reading and writing what root may and owning no power over the machine.
    """
    inside, group = _unprivileged()
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "no user namespace to be had")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{inside} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {gid} 1", encoding="ascii")


def _unprivileged() -> tuple[int, int]:
    """A user of this machine that is not root; it must have a name, because initdb asks for one."""
    users = sorted(pwd.getpwall(), key=lambda user: (user.pw_name != "nobody", user.pw_uid))
    return next((user.pw_uid, user.pw_gid) for user in users if user.pw_uid != 0)


def _entry(parent: int, identity: Identity, at_death: int) -> Callable[[], None]:
    """What a child does between being born and becoming its program."""

    def enter() -> None:
        if identity.namespace:
            enter_namespace()
        follow_parent(parent, at_death)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])

    return enter


def start(
    arguments: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    env: Mapping[str, str] | None = None,
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    identity: Identity = OURSELVES,
    at_death: int = signal.SIGTERM,
    cwd: Path | None = None,
    inherit: Sequence[int] = (),
    shown: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start a child that stops when we do; if it is shown, the person sees its output and the log gets only its errors."""
    return subprocess.Popen(
        [str(argument) for argument in arguments],
        stdin=stdin,
        stdout=None if shown else log,
        stderr=log,
        env=env,
        cwd=cwd,
        process_group=0,
        user=identity.uid,
        group=identity.gid,
        extra_groups=[] if identity.uid is not None else None,
        pass_fds=tuple(inherit),
        preexec_fn=_entry(os.getpid(), identity, at_death),  # noqa: PLW1509 -- the parent is single-threaded whenever it starts a child
    )


def signal_group(child: "subprocess.Popen[bytes]", number: int) -> None:
    """Send a signal to a child and to whatever it has started itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def can_use_namespace() -> bool:
    """Whether this machine lets us have a user namespace; found by trying."""
    if not LINUX:
        return False
    try:
        return start([sys.executable, "-c", ""], log=subprocess.DEVNULL, identity=Identity(namespace=True)).wait() == 0
    except (OSError, subprocess.SubprocessError):
        return False


@contextlib.contextmanager
def held_signals(numbers: frozenset[signal.Signals]) -> Iterator[None]:
    """Hold these signals back, to be asked for when there is time for them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

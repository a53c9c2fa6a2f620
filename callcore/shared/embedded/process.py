"""A server that belongs to us: started with its log in a file, stopped with us.

The kernel stops it if we are killed, so nothing is left behind (``PR_SET_PDEATHSIG``). That
signal is sent when the *thread* that forked ends, so servers are started on the main thread.

A lock beside the log keeps a second program out of the folder. The server inherits it: who
follows a killed program waits until its server, with all of its children, has ended.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1
STOP_S: Final = 10.0
LOCK_S: Final = 5.0  # a server whose program was killed ends in less
POLL_S: Final = 0.02
MAX_SOCKET_BYTES: Final = 107  # sockaddr_un has 108 with the NUL at the end
MAX_LOG_BYTES: Final = 10_000_000  # at the next start a larger log begins anew
_TAIL_BYTES: Final = 4_000
_TELLING: Final = ("FATAL", " # ")  # how PostgreSQL and Valkey mark why they end
_libc = ctypes.CDLL(None, use_errno=True)


class CannotStart(Exception):
    """The server does not start; the message is one sentence that says where to look."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that a server runs as; PostgreSQL refuses to be root."""

    uid: int
    gid: int


class ServerProcess:
    """One server process. All methods block; callers on a loop use a thread."""

    def __init__(self, name: str, log_path: Path) -> None:
        self.name = name
        self._log_path = log_path
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = -1

    @property
    def pid(self) -> int:
        """Return the process id; the server must be running."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Return whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(
        self,
        command: Sequence[str],
        is_up: Callable[[], bool],
        *,
        within_s: float,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        """Start it and return when ``is_up`` says so. Raises :exc:`CannotStart`.

        :meth:`lock` comes first.
        """
        assert threading.current_thread() is threading.main_thread()
        assert self._lock >= 0
        us = os.getpid()
        try:
            fd = self._open_log()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own servers
                    list(command),
                    stdin=subprocess.DEVNULL,
                    stdout=fd,
                    stderr=fd,
                    start_new_session=True,  # Ctrl-C is for us; we stop it afterwards
                    pass_fds=(self._lock,),
                    preexec_fn=lambda: _die_with(us, stop_signal),
                    user=account.uid if account else None,
                    group=account.gid if account else None,
                    extra_groups=() if account else None,
                )
            finally:
                os.close(fd)
        except OSError as error:
            said = f"{self.name} cannot be started: {error.strerror}."
            raise CannotStart(said) from None
        self._wait_up(is_up, within_s)

    def lock(self) -> None:
        """Keep everybody else out until the server has ended. Raises :exc:`CannotStart`.

        Raises :exc:`OSError` too.
        """
        self._unlock()
        path = self._log_path.with_suffix(".lock")
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        until_s = time.monotonic() + LOCK_S
        while not _locked(fd):
            if time.monotonic() > until_s:
                os.close(fd)
                said = (
                    f"{self.name} in {path.parent} is already run by another process."
                )
                raise CannotStart(said)
            time.sleep(POLL_S)  # noqa: TID251 - before anything else runs
        self._lock = fd

    def _open_log(self) -> int:
        if self._log_path.exists() and self._log_path.stat().st_size > MAX_LOG_BYTES:
            self._log_path.unlink()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        return os.open(self._log_path, flags, 0o600)

    def _wait_up(self, is_up: Callable[[], bool], within_s: float) -> None:
        until_s = time.monotonic() + within_s
        while self.is_running:
            if is_up():
                return
            if time.monotonic() > until_s:
                self.kill()
                raise CannotStart(f"{self.name} does not answer; see {self._log_path}.")
            time.sleep(POLL_S)  # noqa: TID251 - before anything else runs
        self.kill()
        said = f"{self.name} ended at once; see {self._log_path}: {self._last_words()}"
        raise CannotStart(said)

    def _last_words(self) -> str:
        """Return the line of the log that says why it ended."""
        with self._log_path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines() or [""]
        telling = [line for line in lines if any(mark in line for mark in _TELLING)]
        return (telling or lines)[-1].strip()

    def _unlock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Stop it in order, and after 10 s without. Idempotent."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(number)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._unlock()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, as tests of faults do."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL. Idempotent."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        self._unlock()


def private_folder(folder: Path, account: Account | None = None) -> None:
    """Make ``folder`` for ``account`` alone, or see that it is so.

    Raises :exc:`CannotStart` for one that belongs to somebody else: in ``/tmp`` anybody
    could have made it first.
    """
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
            raise CannotStart(f"{folder} belongs to somebody else.")
        folder.chmod(0o700)
        if account is not None:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise CannotStart(f"{folder} cannot be used: {error.strerror}.") from None


def folder_of_sockets(near: Path, longest_name: str) -> Path:
    """Return ``near``, or a short folder if a socket's path in it would be too long."""
    if len(os.fsencode(near / longest_name)) <= MAX_SOCKET_BYTES:
        return near
    name = hashlib.sha256(os.fsencode(near.resolve())).hexdigest()[:12]
    return Path("/tmp") / f"callcore-{os.geteuid()}-{name}"  # noqa: S108 - see private_folder


def _die_with(parent: int, number: signal.Signals) -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # ours may block what should end it
    _libc.prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it was killed before we asked for its signal
        os._exit(1)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

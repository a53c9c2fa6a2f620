"""argon2id, away from the loop: one thread of low priority and a short queue.

A hash takes 50 ms of a core and 19 MiB, which is what it is for. A flood of logins must not
take either from other requests: one runs, :data:`MOST_WAITING` wait, the next is told to
come again. The thread is nicer than the loop's, so that the kernel serves requests
first (D-112). One is 18 logins a second, more than any house of operators needs.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

import trio
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import Type

from adminapi.edges.problem import Problem

THREADS: Final = 1
MOST_WAITING: Final = 16  # a second of work
NICE: Final = 19
#: OWASP's parameters: 19 MiB, two passes, one lane
HASHER: Final = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID
)
_SALT: Final = "Y2FsbGNvcmUgbm9ib2R5IQ"
_NO_HASH: Final = "A" * 43
T = TypeVar("T")


class Hashing:
    """Hashes and checks passwords; one a process. :meth:`close` it."""

    def __init__(self, hasher: PasswordHasher = HASHER) -> None:
        self._hasher = hasher
        self._threads = ThreadPoolExecutor(
            THREADS, thread_name_prefix="argon2", initializer=_be_nice
        )
        self._jobs = 0

    @property
    def nobody(self) -> str:
        """Return a hash that no password has: an unknown user takes as long as others."""
        own = self._hasher
        costs = f"m={own.memory_cost},t={own.time_cost},p={own.parallelism}"
        return f"$argon2id$v=19${costs}${_SALT}${_NO_HASH}"

    async def hash(self, password: str) -> str:
        """Return the hash of a password. Raises ``unavailable`` when too many wait."""
        return await self._run(lambda: self._hasher.hash(password))

    async def fits(self, password: str, password_hash: str) -> bool:
        """Say whether a password fits its hash, in the same time for yes and no.

        Raises ``unavailable`` when too many wait.
        """
        return await self._run(lambda: _fits(self._hasher, password, password_hash))

    def is_old(self, password_hash: str) -> bool:
        """Say whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(password_hash)

    def refuse_if_full(self) -> None:
        """Raise ``unavailable`` when too many wait: before other work is done in vain."""
        if self._jobs >= THREADS + MOST_WAITING:
            raise Problem("unavailable", headers={"Retry-After": "2"})

    def close(self) -> None:
        """End the threads; waits for the hash that is being made."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        """Cancel-safe: a job that waits is taken back, one that runs is forgotten."""
        self.refuse_if_full()
        done, token = trio.Event(), trio.lowlevel.current_trio_token()
        self._jobs += 1
        job = self._threads.submit(work)
        job.add_done_callback(lambda _: self._tell(token, done))
        try:
            await done.wait()
        except trio.Cancelled:
            job.cancel()
            raise
        return job.result()

    def _tell(self, token: trio.lowlevel.TrioToken, done: trio.Event) -> None:
        def on_the_loop() -> None:
            self._jobs -= 1
            done.set()

        with suppress(trio.RunFinishedError):
            token.run_sync_soon(on_the_loop)


def _fits(hasher: PasswordHasher, password: str, password_hash: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


def _be_nice() -> None:
    """Lower the priority of this thread alone; Linux has one for each."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)

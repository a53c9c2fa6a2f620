"""The one door to asyncio: a loop that Trio drives, for libraries that know no other.

Both sides live in one thread, so they may touch the same objects and nothing needs a lock.
Whoever needs a name of asyncio takes it from here.
"""

from __future__ import annotations

import asyncio  # noqa: TID251 - this module is the door
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import trio
import trio_asyncio

__all__ = ["AsyncLoop", "Future", "InvalidStateError", "Task", "open_async_loop"]

Future = asyncio.Future
InvalidStateError = asyncio.InvalidStateError
Task = asyncio.Task
T = TypeVar("T")

NURSERIES: Final = (
    2  # that trio-asyncio opens around the body, each with a group of its own
)

THREADS: Final = 8  # that look up names; one that hangs is left alone, not waited for

log = logging.getLogger(__name__)

# Importing trio-asyncio makes every new asyncio loop of the process one that Trio drives,
# in every thread; whoever runs a loop of his own on a thread shall have a plain one (D-077).
_plain_loop = trio_asyncio._loop._orig_loop_new  # noqa: SLF001
asyncio.new_event_loop = asyncio.events.new_event_loop = _plain_loop


class AsyncLoop:
    """The loop, with types: trio-asyncio has none."""

    def __init__(self, loop: Any) -> None:  # noqa: ANN401
        self._loop = loop

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what an asyncio coroutine returns, or raise what it raises.

        Cancelling it cancels the coroutine once and waits until that has ended.
        """
        result: T = await self._loop.run_aio_coroutine(work)
        return result

    def call_soon(self, step: Callable[..., object], *arguments: object) -> None:
        """Call ``step`` on the loop, in its context."""
        self._loop.call_soon(step, *arguments)

    def create_task(self, work: Coroutine[Any, Any, T]) -> Task[T]:
        """Start a coroutine; it is cancelled with the loop at the latest."""
        task: Task[T] = self._loop.create_task(work)
        return task

    def create_future(self) -> Future[None]:
        """Return something that a coroutine of this loop can wait for."""
        future: Future[None] = self._loop.create_future()
        return future


class _Threads(trio_asyncio.TrioExecutor):  # type: ignore[misc]  # it has no types
    """Threads for the loop; cancelling a job does not wait for its thread."""

    async def submit(self, job: Callable[..., T], *arguments: object) -> T:
        return await trio.to_thread.run_sync(
            job, *arguments, limiter=self._limiter, abandon_on_cancel=True
        )


@asynccontextmanager
async def open_async_loop() -> AsyncIterator[AsyncLoop]:
    """Run an asyncio loop inside this Trio run for as long as the body lives.

    What still runs on it then is cancelled. An exception of the body comes out as it is.
    """
    failure: BaseException | None = None
    try:
        async with trio_asyncio.open_loop() as loop:
            loop.set_exception_handler(_survive)
            loop.set_default_executor(_Threads(trio.CapacityLimiter(THREADS)))
            yield AsyncLoop(loop)
    except BaseExceptionGroup as group:
        failure = _only(group)
    if failure is not None:
        try:
            raise failure
        finally:
            del failure  # it holds this frame


def _only(group: BaseException) -> BaseException:
    """Take the groups of trio-asyncio's nurseries off a single exception."""
    for _ in range(NURSERIES):
        if isinstance(group, BaseExceptionGroup) and len(group.exceptions) == 1:
            group = group.exceptions[0]
    return group


def _survive(_loop: object, context: dict[str, Any]) -> None:
    """Keep the loop alive: its default would end the process, with all of its calls.

    A BlockingIOError is harmless: gRPC has one poller a process, and with a second loop (a
    stand-in server in a test) the one that comes late gets it (grpc/grpc#25364).
    """
    problem = context.get("exception")
    if not isinstance(problem, BlockingIOError):
        name = type(problem).__name__
        log.error("asyncio callback failed", extra={"error": name})

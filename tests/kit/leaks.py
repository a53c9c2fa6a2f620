"""Nothing outlives its call: tasks, descriptors and threads are back at the baseline."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import trio

SETTLE_S = 5.0  # of real time: a closed socket or thread may need a moment


@dataclass(frozen=True)
class Resources:
    """What a process holds. Idle threads of Trio's cache are not counted."""

    tasks: tuple[str, ...]
    descriptors: dict[int, str]
    threads: tuple[str, ...]

    def more_than(self, before: Resources) -> str:
        """Say what is here and was not there ``before``; empty if nothing."""
        tasks = _surplus(self.tasks, before.tasks)
        threads = _surplus(self.threads, before.threads)
        files = [
            f"{fd} -> {target}"
            for fd, target in self.descriptors.items()
            if before.descriptors.get(fd) != target
        ]
        found = {"tasks": tasks, "descriptors": files, "threads": threads}
        return "; ".join(f"{what}: {names}" for what, names in found.items() if names)


def take_stock() -> Resources:
    """Return what this process holds now; inside a Trio run."""
    return Resources(_task_names(), _descriptors(), _thread_names())


@asynccontextmanager
async def no_leaks() -> AsyncIterator[None]:
    """Fail with names if the body leaves a task, a descriptor or a thread behind.

    Nothing is checked if the body raises: its own error says more. Works under a mock
    clock too, because it waits in real time.
    """
    before = take_stock()
    yield
    deadline = time.monotonic() + SETTLE_S
    while found := take_stock().more_than(before):
        assert time.monotonic() < deadline, f"left behind: {found}"
        await trio.lowlevel.checkpoint()


def _surplus(now: tuple[str, ...], before: tuple[str, ...]) -> list[str]:
    left = list(before)
    surplus = []
    for name in now:
        if name in left:
            left.remove(name)
        else:
            surplus.append(name)
    return surplus


def _task_names() -> tuple[str, ...]:
    root = trio.lowlevel.current_root_task()
    names, todo = [], [root]
    while todo:
        task = todo.pop()
        if task is not None:
            names.append(task.name)
            for nursery in task.child_nurseries:
                todo.extend(nursery.child_tasks)
    return tuple(sorted(names))


def _thread_names() -> tuple[str, ...]:
    names = (thread.name for thread in threading.enumerate() if thread.is_alive())
    return tuple(sorted(name for name in names if not _is_idle(name)))


def _is_idle(name: str) -> bool:
    """Tell Trio's cached threads, which wait for work for ten seconds and then end."""
    return name.startswith("Trio thread")


def _descriptors() -> dict[int, str]:
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue  # the directory that was listed
    return found

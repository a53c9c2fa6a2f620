"""What a fault is: a name, what it needs before the call, and the moment it strikes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from callcore.shared.ids import Language


@dataclass(frozen=True, slots=True)
class Context:
    """What a fault may touch: only what this demo has started itself.

    ``worker_pid`` finds the worker that holds the call, when asked.
    """

    engines_socket: Path
    store_pid: int
    worker_pid: Callable[[], int]


class FaultError(Exception):
    """The fault could not be injected; the text is one sentence."""


class Fault(ABC):
    """One way to break a running system. Subclasses live one a file."""

    name: ClassVar[str]
    about: ClassVar[str]

    def setting_up(
        self, _language: Language
    ) -> AbstractAsyncContextManager[Mapping[str, str]]:
        """Run what the fault needs from the start; gives extra environment for callcore."""
        return nullcontext({})

    @abstractmethod
    async def inject(self, context: Context) -> None:
        """Break it, now. Raises :exc:`FaultError` if that is not possible."""

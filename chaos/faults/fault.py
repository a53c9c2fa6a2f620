"""What a fault is: a name, what it needs before the call, and the moment it strikes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal

from callcore.shared.ids import Language

Moment = Literal[
    "answered",  # the first turn of the caller was answered
    "dictating",  # the caller is in the middle of his phone number
]
Ending = Literal[
    "human",  # nothing is left to go on with: an operator in time
    "order",  # there is a second choice: the caller notices nothing but a pause
]
NO_NEEDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Context:
    """What a fault may touch: only what this demo has started itself.

    ``worker_pid`` finds the worker that holds the call, when asked. ``troubles`` are the
    files that the vendors' stand-ins obey, by vendor (chaos.standins.trouble).
    """

    engines_socket: Path
    store_pid: int
    worker_pid: Callable[[], int]
    troubles: Mapping[str, Path] = field(default_factory=dict)


class FaultError(Exception):
    """The fault could not be injected; the text is one sentence."""


class Fault(ABC):
    """One way to break a running system. Subclasses live one a file.

    ``needs`` are the emulated vendors without which there is nothing to break, by stage,
    as ``{"stt": "google"}``; ``scenario`` is the caller who comes to the moment, '' for
    anybody.
    """

    name: ClassVar[str]
    about: ClassVar[str]
    moment: ClassVar[Moment] = "answered"
    ending: ClassVar[Ending] = "human"
    needs: ClassVar[Mapping[str, str]] = NO_NEEDS
    scenario: ClassVar[str] = ""

    def setting_up(
        self, _language: Language
    ) -> AbstractAsyncContextManager[Mapping[str, str]]:
        """Run what the fault needs from the start; gives extra environment for callcore."""
        return nullcontext({})

    @abstractmethod
    async def inject(self, context: Context) -> None:
        """Break it, now. Raises :exc:`FaultError` if that is not possible."""

"""A tool that is not ours, such as one of an MCP server, behind the same guard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from callcore.engines.chat import ToolSpec


class ExtraToolError(Exception):
    """It did not work; ``reason`` is a short machine word such as ``unavailable``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ExtraTool(Protocol):
    """A tool added by configuration."""

    @property
    def spec(self) -> ToolSpec:
        """Return the tool as a model is shown it; its name is none of ours."""

    @property
    def effects(self) -> bool:
        """Say whether it changes anything; without, it may run on a guess."""

    async def call(self, arguments: Mapping[str, object]) -> dict[str, object]:
        """Carry it out with arguments that passed schema and guard.

        Returns within its own deadline, a bounded JSON object of untrusted content.
        Raises :exc:`ExtraToolError` and nothing else. Cancel-safe.
        """

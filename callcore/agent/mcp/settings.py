"""What is configured about MCP servers. Read from a file by configfile.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

TIMEOUT_S: Final = 3.0
MOST_TIMEOUT_S: Final = (
    4.5  # a tool has 5 s (call/deadlines.py); clean-up needs the rest
)
RESULT_CHARS: Final = 4_000
MOST_RESULT_CHARS: Final = 16_000  # as many as the toolbox hands on
DESCRIPTION_CHARS: Final = 300


class McpConfigError(Exception):
    """The file does not describe MCP servers; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class ToolSettings:
    """One tool that is allowed.

    ``name`` is the server's, ``shown`` the model's. ``description`` replaces the server's
    if it is not ''.
    """

    name: str
    shown: str
    effects: bool = True
    description: str = ""
    timeout_s: float = TIMEOUT_S
    max_result_chars: int = RESULT_CHARS


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One server: either ``url``, or ``command`` and its arguments.

    Addresses, arguments and variables may hold secrets, so no repr shows them.
    """

    name: str
    tools: tuple[ToolSettings, ...]
    url: str = field(default="", repr=False)
    key_file: Path | None = None
    command: tuple[str, ...] = field(default=(), repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class McpSettings:
    """All servers, in the order of the file."""

    servers: tuple[ServerSettings, ...] = ()

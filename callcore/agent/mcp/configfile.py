"""The file of CALLCORE_MCP: YAML, read strictly. See docs/mcp.md.

Whatever is missing, misspelt, of the wrong kind or said twice stops the start with one
sentence that names the entry and the field.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from callcore.agent.mcp.entry import Entry, load_file
from callcore.agent.mcp.settings import (
    DESCRIPTION_CHARS,
    MOST_RESULT_CHARS,
    MOST_TIMEOUT_S,
    RESULT_CHARS,
    TIMEOUT_S,
    McpConfigError,
    McpSettings,
    ServerSettings,
    ToolSettings,
)
from callcore.agent.tools import TOOLS

MOST_BYTES: Final = 100_000
MOST_SERVERS: Final = 8
MOST_TOOLS: Final = 16  # of one server: a model loses its way among more
MOST_ARGUMENTS: Final = 50

_SERVER: Final = re.compile(r"[a-z0-9_]{1,30}")
_SHOWN: Final = re.compile(r"[a-z0-9_]{1,64}")
_REMOTE: Final = re.compile(r"[\x21-\x7e]{1,128}")  # tool names of the protocol
_LINE: Final = re.compile(r"[^\x00-\x1f\x7f]{1,1000}")
_MAYBE_LINE: Final = re.compile(r"[^\x00-\x1f\x7f]{0,1000}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_WORDS: Final = re.compile(rf"[^\x00-\x1f\x7f]{{1,{DESCRIPTION_CHARS}}}")
_NAME_WORDS: Final = "1 to {} of the characters a-z, 0-9 and _"


def read_mcp(path: Path) -> McpSettings:
    """Return the servers in ``path``; raises :exc:`McpConfigError`. Blocks shortly."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise McpConfigError(f"{path} cannot be read: {reason}.") from None
    if len(content) > MOST_BYTES:
        raise McpConfigError(f"{path} is larger than {MOST_BYTES} bytes.")
    return parse_mcp(text, str(path))


def parse_mcp(text: str, name: str) -> McpSettings:
    """Return the servers that ``text`` describes; ``name`` says in errors where it is."""
    try:
        file = Entry("the file", load_file(text))
        servers = tuple(
            _server(entry) for entry in file.entries("servers", MOST_SERVERS)
        )
        file.done()
        _refuse_twins(servers)
    except McpConfigError as error:
        raise McpConfigError(f"{name}: {error}") from None
    return McpSettings(servers)


def _server(entry: Entry) -> ServerSettings:
    name = entry.text("name", _SERVER, _NAME_WORDS.format(30))
    entry.name = f"server {name}"
    if ("url" in entry) == ("command" in entry):
        raise McpConfigError(f"{entry.name} needs either a url or a command.")
    url, key_file = _address(entry) if "url" in entry else ("", None)
    command = _command(entry) if not url else ()
    env = entry.pairs("env", _VARIABLE, _MAYBE_LINE) if command else {}
    tools = tuple(_tool(tool, name) for tool in entry.entries("tools", MOST_TOOLS))
    entry.done()
    remote = [tool.name for tool in tools]
    if len(set(remote)) < len(remote):
        raise McpConfigError(f"{entry.name} lists a tool twice.")
    return ServerSettings(name, tools, url, key_file, command, env)


def _address(entry: Entry) -> tuple[str, Path | None]:
    allowed = "an address such as https://host/mcp, without a user name"
    url = entry.text("url", _LINE, allowed)
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        raise entry.wrong("url", allowed) from None
    if not fits or "@" in parts.netloc or not url.isascii() or " " in url:
        raise entry.wrong("url", allowed)
    path = entry.text("key_file", _LINE, "a path", "")
    if path and not Path(path).is_absolute():
        raise entry.wrong("key_file", "a path from the root")
    return url, Path(path) if path else None


def _command(entry: Entry) -> tuple[str, ...]:
    program = entry.text("command", _LINE, "a program")
    return (program, *entry.texts("args", MOST_ARGUMENTS, _MAYBE_LINE))


def _tool(entry: Entry, server: str) -> ToolSettings:
    name = entry.text("name", _REMOTE, "the server's name of the tool")
    shown = _shown(entry, f"{server}_{name}".lower())
    entry.name = f"server {server}, tool {shown}"
    tool = ToolSettings(
        name,
        shown,
        effects=entry.flag("effects", True),
        description=entry.text(
            "description", _WORDS, f"one line of at most {DESCRIPTION_CHARS}", ""
        ),
        timeout_s=entry.number("timeout_s", 0.1, MOST_TIMEOUT_S, TIMEOUT_S),
        max_result_chars=entry.number(
            "max_result_chars", 100, MOST_RESULT_CHARS, RESULT_CHARS
        ),
    )
    entry.done()
    return tool


def _shown(entry: Entry, default: str) -> str:
    allowed = _NAME_WORDS.format(64)
    if "as" not in entry and not _SHOWN.fullmatch(default):
        raise McpConfigError(f"{entry.name}: give it a name with as: {allowed}.")
    shown = entry.text("as", _SHOWN, allowed, default)
    if shown in TOOLS:
        raise entry.wrong("as", "another name than those of callcore's own tools")
    return shown


def _refuse_twins(servers: tuple[ServerSettings, ...]) -> None:
    names = [server.name for server in servers]
    if len(set(names)) < len(names):
        raise McpConfigError("two servers have the same name.")
    shown = [tool.shown for server in servers for tool in server.tools]
    for name in shown:
        if shown.count(name) > 1:
            raise McpConfigError(f"two tools are shown as {name}.")

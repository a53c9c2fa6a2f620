"""FastAGI as Asterisk speaks it, sans-I/O; for fakes and load generators.

The environment has the names, the order and the defaults of res_agi (Asterisk 22):
``agi_network`` and ``agi_network_script`` come first, arguments last, then an empty
line. Commands are split into words with its rules for quotes and backslashes.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from callcore.protocol.errors import OurError, PeerError
from callcore.protocol.fastagi import MAX_COMMAND_BYTES

HANGUP_NOTICE: Final = b"HANGUP\n"
UNKNOWN_COMMAND: Final = b"510 Invalid or unknown command\n"
DEAD_CHANNEL: Final = b"511 Command Not Permitted on a dead channel\n"
_USAGE_OF: Final = {
    "GET": "Usage: GET VARIABLE VARIABLENAME\n Returns 0 if it is not set.\n",
    "SET": "Usage: SET VARIABLE VARIABLENAME VALUE\n",
}


@dataclass(frozen=True, slots=True)
class AgiChannel:
    """The channel that runs AGI(), as far as the environment tells of it."""

    caller: str = "unknown"
    caller_name: str = "unknown"
    dialled: str = "unknown"  # the number; stays when extension becomes s or h
    extension: str = "s"
    context: str = "callcore"
    priority: int = 3
    channel: str = "PJSIP/trunk-00000001"
    language: str = "en"
    unique_id: str = "1795000000.1"
    version: str = "22.10.1"


@dataclass(frozen=True, slots=True)
class Command:
    """One command line, in words; ``name`` is its first two in capitals."""

    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return e.g. ``SET VARIABLE``; Asterisk ignores the case."""
        return " ".join(self.words[:2]).upper()


def encode_environment(url: str, channel: AgiChannel, args: tuple[str, ...]) -> bytes:
    """Return everything that Asterisk says before it waits for commands.

    ``url`` is that of ``AGI(agi://host:port/script,arg1,...)``. Raises
    :exc:`OurError` if a value holds a line feed, which no dialplan can.
    """
    script = urlsplit(url)
    path = script.path.removeprefix("/") + ("?" + script.query if script.query else "")
    lines = ["agi_network: yes"]
    lines += [f"agi_network_script: {path}"] if path else []
    lines += [f"agi_{key}: {value}" for key, value in _fields(url, channel).items()]
    lines += [f"agi_arg_{n}: {arg}" for n, arg in enumerate(args, 1)]
    if any("\n" in line for line in lines):
        raise OurError("a line feed in an environment")
    return "\n".join([*lines, "", ""]).encode()


def _fields(url: str, channel: AgiChannel) -> dict[str, str]:
    """Return the fields of every environment, in the order of res_agi."""
    return {
        "request": url,
        "channel": channel.channel,
        "language": channel.language,
        "type": channel.channel.partition("/")[0],
        "uniqueid": channel.unique_id,
        "version": channel.version,
        "callerid": channel.caller,
        "calleridname": channel.caller_name,
        "callingpres": "0",
        "callingani2": "0",
        "callington": "0",
        "callingtns": "0",
        "dnid": channel.dialled,
        "rdnis": "unknown",
        "context": channel.context,
        "extension": channel.extension,
        "priority": str(channel.priority),
        "enhanced": "0.0",
        "accountcode": "",
        "threadid": "139912345678912",
    }


class AgiCommandDecoder:
    """Bytes from a server in, commands out."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def receive_data_untrusted(self, data: bytes) -> list[Command]:
        """Feed network bytes; return the commands they complete, in order.

        Raises :exc:`PeerError` for a line that Asterisk would cut.
        """
        self._buffer += data
        *lines, rest = bytes(self._buffer).split(b"\n")
        self._buffer[:] = rest
        if any(len(line) >= MAX_COMMAND_BYTES for line in (*lines, rest)):
            raise PeerError(f"a command over {MAX_COMMAND_BYTES} bytes")
        texts = (line.decode("utf-8", "replace") for line in lines)
        return [Command(words_of(text)) for text in texts]


def words_of(line: str) -> tuple[str, ...]:
    """Split a command as res_agi does.

    Quotes open a word and may stand in it; a backslash takes the next character as it
    is, inside quotes and outside; an open quote runs to the end of the line.
    """
    words: list[str] = []
    is_quoted = is_escaped = False
    is_between = True
    for char in line.rstrip("\r"):
        if char in " \t" and not is_quoted and not is_escaped:
            is_between = True
            continue
        if char == "\\" and not is_escaped:
            is_escaped = True
            continue
        if is_between:
            words.append("")
            is_between = False
        if char == '"' and not is_escaped:
            is_quoted = not is_quoted
        else:
            words[-1] += char
        is_escaped = False
    return tuple(words)


def obey(command: Command, variables: MutableMapping[str, str]) -> bytes:
    """Do to ``variables`` what Asterisk would do, and return its response."""
    arguments = command.words[2:]
    match command.name, len(arguments):
        case "SET VARIABLE", 2:
            variables[arguments[0]] = arguments[1]
            return b"200 result=1\n"
        case "GET VARIABLE", 1:
            return _encode_value(variables.get(arguments[0]))
        case (("SET VARIABLE" | "GET VARIABLE"), _):
            return _encode_usage(_USAGE_OF[command.name[:3]])
        case _:
            return UNKNOWN_COMMAND


def _encode_value(value: str | None) -> bytes:
    """Asterisk answers 0 to an unset variable, () to one that was set to nothing."""
    return b"200 result=0\n" if value is None else f"200 result=1 ({value})\n".encode()


def _encode_usage(usage: str) -> bytes:
    head = "520-Invalid command syntax.  Proper usage follows:\n"
    return f"{head}{usage}520 End of proper usage.\n".encode()

"""FastAGI, the server side, sans-I/O.

Asterisk connects, sends an environment of ``agi_name: value`` lines and an empty line,
and then obeys one command line at a time with one response each::

    <- agi_network: yes ... agi_arg_1: 4f1c...  (empty line)     Request
    -> SET VARIABLE CALL_NEXT "end"
    <- 200 result=1                                              Response
    <- HANGUP                     at any time, the caller left   HangupNotice
    <- (EOF)                                                     Eof

Several lines of usage after a ``520-`` are one Response. Interim ``1xx`` lines are
dropped. Everything is bounded: a line, the environment, a usage text. The other side,
for fakes, is :mod:`callcore.protocol.fastagi_asterisk`; errors are those of
:mod:`callcore.protocol.errors`.

Nothing of a request may be logged as it is: numbers and names are personal data.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from callcore.protocol.errors import OurError, PeerError

__all__ = [
    "AgiServer",
    "Eof",
    "Event",
    "HangupNotice",
    "OurError",
    "PeerError",
    "Request",
    "Response",
    "encode_get_variable",
    "encode_set_variable",
]

MAX_LINE_BYTES: Final = 4096  # a variable of Asterisk's own is at most 4096
MAX_ENVIRONMENT_LINES: Final = 160  # 26 of its own and up to 127 arguments
MAX_ENVIRONMENT_BYTES: Final = 32_768
MAX_USAGE_LINES: Final = 100
MAX_COMMAND_BYTES: Final = 2047  # Asterisk reads commands into 2048 bytes and a NUL

USAGE_END: Final = "520 End of proper usage."
_UNKNOWN: Final = "unknown"  # what Asterisk writes for a withheld number or name

_KEY: Final = re.compile(r"agi_[a-z0-9_]{1,60}\Z")
_RESPONSE: Final = re.compile(r"([1-5][0-9][0-9])([ -])(.*)\Z")
_RESULT: Final = re.compile(r"result=(\S*)(?: \((.*)\))?")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}\Z")
_READABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}(\([A-Za-z0-9_,-]*\))?\Z")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Request:
    """What the dialplan asks, and about which channel."""

    env: Mapping[str, str]  # keys with their agi_ prefix, as on the wire
    script: str  # the path of agi://host/PATH, without its query; "" if none
    args: tuple[str, ...]  # agi_arg_1, agi_arg_2, ...

    @property
    def caller(self) -> str:
        """The caller's number, ``""`` if withheld; personal data."""
        return self._known("agi_callerid")

    @property
    def caller_name(self) -> str:
        """The caller's name, ``""`` if unknown; personal data."""
        return self._known("agi_calleridname")

    @property
    def extension(self) -> str:
        """The extension that runs; in ``admit`` the number that was dialled."""
        return self.env.get("agi_extension", "")

    @property
    def channel(self) -> str:
        """Asterisk's name of the channel."""
        return self.env.get("agi_channel", "")

    @property
    def language(self) -> str:
        """The language of the channel, as the dialplan set it, e.g. ``en``."""
        return self.env.get("agi_language", "")

    def _known(self, key: str) -> str:
        value = self.env.get(key, "")
        return "" if value == _UNKNOWN else value


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one command.

    ``code`` is 200, or 510 (unknown command), 511 (dead channel), 520 (syntax).
    ``result`` is the word after ``result=``, ``""`` if there is none. ``data`` is the
    text in parentheses: the value of GET VARIABLE, ``None`` if the variable is unset.
    """

    code: int
    result: str
    data: str | None
    raw: str

    @property
    def succeeded(self) -> bool:
        """True if Asterisk did what SET VARIABLE or GET VARIABLE asked."""
        return self.code == 200 and self.result == "1"


@dataclass(frozen=True, slots=True)
class HangupNotice:
    """The caller left; variables can still be read and set."""


@dataclass(frozen=True, slots=True)
class Eof:
    """Asterisk closed: it is done with us, or gone."""


Event = Request | Response | HangupNotice | Eof


class _State(enum.Enum):
    ENVIRONMENT = enum.auto()
    COMMANDS = enum.auto()
    USAGE = enum.auto()  # inside a 520- response
    CLOSED = enum.auto()


class AgiServer:
    """One FastAGI connection; bytes in, events out; never blocks."""

    def __init__(self) -> None:
        self._state = _State.ENVIRONMENT
        self._buffer = bytearray()
        self._env: dict[str, str] = {}
        self._env_bytes = 0
        self._usage: list[str] = []
        self._take: Mapping[_State, Callable[[str], Event | None]] = {
            _State.ENVIRONMENT: self._environment_untrusted,
            _State.COMMANDS: self._response_untrusted,
            _State.USAGE: self._usage_untrusted,
        }

    def receive_data_untrusted(self, data: bytes) -> list[Event]:
        """Feed network bytes, ``b""`` for EOF; return what they complete, in order.

        The first event is a :class:`Request`, the last :class:`Eof`. Only
        :exc:`PeerError` may come out; the object is of no use afterwards.
        """
        if self._state is _State.CLOSED:
            raise PeerError("bytes after EOF")
        if not data:
            return [self._close_untrusted()]
        self._buffer += data
        events: list[Event] = []
        while (end := self._buffer.find(b"\n")) >= 0:
            line = self._buffer[:end]
            del self._buffer[: end + 1]
            event = self._line_untrusted(line)
            if event is not None:
                events.append(event)
        if len(self._buffer) > MAX_LINE_BYTES:
            raise PeerError(f"a line of more than {MAX_LINE_BYTES} bytes")
        return events

    def _close_untrusted(self) -> Eof:
        unfinished = self._state is not _State.COMMANDS or self._buffer
        self._state = _State.CLOSED
        if unfinished:
            raise PeerError("closed inside a request or a response")
        return Eof()

    def _line_untrusted(self, line: bytearray) -> Event | None:
        if len(line) > MAX_LINE_BYTES:
            raise PeerError(f"a line of more than {MAX_LINE_BYTES} bytes")
        # Names of callers come in any encoding; they must not cost a call.
        return self._take[self._state](line.decode("utf-8", "replace").rstrip("\r"))

    def _environment_untrusted(self, line: str) -> Event | None:
        if not line:
            return self._request_untrusted()
        self._env_bytes += len(line)
        if self._env_bytes > MAX_ENVIRONMENT_BYTES:
            raise PeerError(f"an environment over {MAX_ENVIRONMENT_BYTES} characters")
        if len(self._env) >= MAX_ENVIRONMENT_LINES:
            raise PeerError(f"an environment over {MAX_ENVIRONMENT_LINES} lines")
        key, colon, value = line.partition(":")
        if not colon or not _KEY.match(key):
            raise PeerError("not a line of an environment")
        if key in self._env:
            raise PeerError("the environment says the same thing twice")
        self._env[key] = value.removeprefix(" ")
        return None

    def _request_untrusted(self) -> Request:
        if "agi_request" not in self._env:
            raise PeerError("an environment without agi_request")
        args: list[str] = []
        while (key := f"agi_arg_{len(args) + 1}") in self._env:
            args.append(self._env[key])
        script = self._env.get("agi_network_script", "").partition("?")[0]
        self._state = _State.COMMANDS
        return Request(self._env, script.strip("/"), tuple(args))

    def _response_untrusted(self, line: str) -> Event | None:
        if line == "HANGUP":
            return HangupNotice()
        match = _RESPONSE.match(line)
        if match is None:
            raise PeerError("neither a response nor HANGUP")
        if match[2] == "-":
            self._state = _State.USAGE
            self._usage = [line]
            return None
        code = int(match[1])
        return None if code < 200 else _response(code, match[3], line)

    def _usage_untrusted(self, line: str) -> Event | None:
        self._usage.append(line)
        if len(self._usage) > MAX_USAGE_LINES:
            raise PeerError(f"a usage text over {MAX_USAGE_LINES} lines")
        if not line.endswith(USAGE_END):  # some texts lack their last newline
            return None
        self._state = _State.COMMANDS
        return Response(520, "", None, "\n".join(self._usage))


def _response(code: int, text: str, raw: str) -> Response:
    match = _RESULT.match(text)
    if match is None:
        return Response(code, "", None, raw)
    return Response(code, match[1], match[2], raw)


def encode_set_variable(name: str, value: str) -> bytes:
    """Return the command that sets a channel variable; the value arrives as it is.

    Raises :exc:`OurError` for a name that is not plain, for control characters (a line
    feed would begin another command) and for more than Asterisk reads.
    """
    if not _NAME.match(name):
        raise OurError("not the name of a variable")
    return _encode_command(f"SET VARIABLE {name} {_quoted(value)}")


def encode_get_variable(name: str) -> bytes:
    """Return the command that reads a channel variable, or ``FUNCTION(argument)``.

    Raises :exc:`OurError` for any other name.
    """
    if not _READABLE.match(name):
        raise OurError("not the name of a variable or a function")
    return _encode_command(f"GET VARIABLE {name}")


def _quoted(value: str) -> str:
    if _CONTROL.search(value):
        raise OurError("a control character in a value")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _encode_command(command: str) -> bytes:
    try:
        line = command.encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate; its text may be personal
        raise OurError("a value that is not text") from None
    if len(line) > MAX_COMMAND_BYTES:
        raise OurError(f"a command of {len(line)} bytes; Asterisk cuts it")
    return line

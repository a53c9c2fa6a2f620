"""What the supervisor and its children say to each other, one message a packet.

The carrier is a Unix ``SOCK_SEQPACKET`` pair, so a packet is whole or absent and there
is nothing to frame. A packet is one JSON object with a ``kind``::

    supervisor -> child   ping, admit, roll, drain
    child -> supervisor   ready, beat, admitted, gone, leaving

During a roll two releases talk to each other, so an unknown kind and an unknown field
are ignored; a known kind that is malformed is a :exc:`PeerError`. The conversation::

    child starts ......... ready(ports), then a beat every 100 ms
    admit(admission) ..... admitted(call_id), or silence: the child cannot take it
    the call is over, or its id was never used ... gone(call_id)
    roll / drain(s) ...... no more admits; leaving when the last call has ended
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from callcore.protocol.errors import OurError, PeerError
from callcore.shared.ids import CallId, language_of
from callcore.shared.records import Admission

MAX_MESSAGE_BYTES: Final = 8192  # an admission of nothing but emoji takes 4.7 KB
MAX_PORT: Final = 65535
MAX_TEXT_CHARS: Final = (
    128  # a caller's number, a channel's name; an emoji takes 12 bytes
)


@dataclass(frozen=True, slots=True)
class Ping:
    """The supervisor's loop runs."""


@dataclass(frozen=True, slots=True)
class Admit:
    """Expect this call; its id is good once, for :data:`ADMISSION_TTL_S`."""

    admission: Admission


@dataclass(frozen=True, slots=True)
class Roll:
    """A replacement is ready: no more admits, leave when empty."""


@dataclass(frozen=True, slots=True)
class Drain:
    """No more admits; after ``seconds`` the live callers go to humans."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ready:
    """The child answers at these TCP ports; 0 for one that it does not have."""

    port: int
    after_port: int
    http_port: int


@dataclass(frozen=True, slots=True)
class Beat:
    """The child's ticker ticks; ``live`` counts expected calls too."""

    live: int
    capacity: int  # 0: takes nobody, because it drains or its engines are cold


@dataclass(frozen=True, slots=True)
class Admitted:
    """The child expects this call."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class Gone:
    """This call is over, or never came."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class Leaving:
    """The child is empty and ends by itself."""


Message = Ping | Admit | Roll | Drain | Ready | Beat | Admitted | Gone | Leaving
_Fields = dict[str, Any]


def encode(message: Message) -> bytes:
    """Return the packet of ``message``; :exc:`OurError` if it would not fit."""
    kind = type(message).__name__.lower()
    packet = json.dumps({"kind": kind, **asdict(message)}, separators=(",", ":"))
    if len(packet) > MAX_MESSAGE_BYTES:
        raise OurError(f"a {kind} of {len(packet)} bytes, at most {MAX_MESSAGE_BYTES}")
    return packet.encode("ascii")


def decode_untrusted(packet: bytes) -> Message | None:
    """Return the message of ``packet``, ``None`` for a kind of a later release.

    Raises :exc:`PeerError` for anything else that is not a message.
    """
    fields = _object_untrusted(packet)
    kind = fields.get("kind")
    if not isinstance(kind, str):
        raise PeerError("a packet without a kind")
    build = _BUILDERS.get(kind)
    return None if build is None else build(fields)


def _object_untrusted(packet: bytes) -> _Fields:
    if len(packet) > MAX_MESSAGE_BYTES:
        raise PeerError(f"a packet of {len(packet)} bytes")
    try:
        fields = json.loads(packet)
    except (ValueError, RecursionError) as exc:
        raise PeerError("a packet that is not JSON") from exc
    if not isinstance(fields, dict):
        raise PeerError("a packet that is not an object")
    return fields


def _text(fields: _Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or len(value) > MAX_TEXT_CHARS:
        raise PeerError(f"{name} is not a short text")
    return value


def _count(fields: _Fields, name: str) -> int:
    value = fields.get(name)
    if type(value) is not int or not 0 <= value <= MAX_PORT:
        raise PeerError(f"{name} is not a number from 0 to {MAX_PORT}")
    return value


def _seconds(fields: _Fields, name: str) -> float:
    value: Any = fields.get(name)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= MAX_PORT:  # NaN fails too
        raise PeerError(f"{name} is not a number of seconds")
    return float(value)


def _call_id(fields: _Fields) -> CallId:
    return CallId(_text(fields, "call_id"))


def _admit(fields: _Fields) -> Admit:
    inner = fields.get("admission")
    if not isinstance(inner, dict):
        raise PeerError("an admit without an admission")
    language = language_of(_text(inner, "language"))
    if language is None:
        raise PeerError("an admission in a language that nobody speaks")
    return Admit(
        Admission(
            call_id=_call_id(inner),
            caller=_text(inner, "caller"),
            did=_text(inner, "did"),
            language=language,
            channel=_text(inner, "channel"),
        )
    )


def _ready(fields: _Fields) -> Ready:
    ports = (_count(fields, name) for name in ("port", "after_port", "http_port"))
    return Ready(*ports)


_BUILDERS: Final[dict[str, Callable[[_Fields], Message]]] = {
    "ping": lambda _: Ping(),
    "admit": _admit,
    "roll": lambda _: Roll(),
    "drain": lambda fields: Drain(_seconds(fields, "seconds")),
    "ready": _ready,
    "beat": lambda fields: Beat(_count(fields, "live"), _count(fields, "capacity")),
    "admitted": lambda fields: Admitted(_call_id(fields)),
    "gone": lambda fields: Gone(_call_id(fields)),
    "leaving": lambda _: Leaving(),
}

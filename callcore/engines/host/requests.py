"""What a worker may ask of the engine process, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeVar, get_args

from callcore.engines.host import wire
from callcore.engines.host.wire import Packet, WireError
from callcore.engines.voices import ROLES, Role
from callcore.shared.ids import LANGUAGES, Language

Stage = Literal["stt", "tts", "nlu"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
FaultMode = Literal["hang", "error", "slow", "none"]
FAULT_MODES: Final[tuple[FaultMode, ...]] = get_args(FaultMode)

TEXT_MAX_CHARS: Final = 1000  # about a minute of speech
EXAMPLES_MAX: Final = 2000
HINTS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Decode:
    """Say what ``pcm`` says. A newer partial of the same ``utterance`` replaces it.

    With ``among`` the engine finds out first in which of these languages it is.
    """

    ticket: int
    pcm: bytes
    language: Language
    hints: tuple[str, ...]
    final: bool
    utterance: int
    among: tuple[Language, ...] = ()


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak ``text`` with the voice of ``role``; ``rank`` 1 is its second choice."""

    ticket: int
    text: str
    language: Language
    role: Role
    rank: int


@dataclass(frozen=True, slots=True)
class Compare:
    """Say how near ``text`` is to each of ``examples``."""

    ticket: int
    text: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Forget a ticket; nothing more is sent for it."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Promote:
    """Treat a partial as the final that it turned out to be."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Answer at once; ``stats`` asks for numbers."""

    ticket: int
    stats: bool


@dataclass(frozen=True, slots=True)
class SetFault:
    """Break a stage on purpose (only where faults are switched on)."""

    ticket: int
    stage: Stage
    mode: FaultMode


Request = Decode | Speak | Compare | Cancel | Promote | Ping | SetFault
T = TypeVar("T")


def parse_untrusted(packet: Packet) -> Request:
    """Return the request in ``packet``. Raises :exc:`WireError`."""
    ticket = _typed(packet, "ticket", int)
    return _about_tickets(packet, ticket) or _work(packet, ticket)


def _about_tickets(packet: Packet, ticket: int) -> Request | None:
    match packet.fields.get("op"):
        case wire.OP_CANCEL:
            return Cancel(ticket)
        case wire.OP_PROMOTE:
            return Promote(ticket)
        case (wire.OP_PING | wire.OP_STATS) as op:
            return Ping(ticket, stats=op == wire.OP_STATS)
        case wire.OP_FAULT:
            stage = _one_of(packet, "stage", STAGES)
            return SetFault(ticket, stage, _one_of(packet, "mode", FAULT_MODES))
        case _:
            return None


def _work(packet: Packet, ticket: int) -> Request:
    match packet.fields.get("op"):
        case wire.OP_DECODE:
            return _decode(packet, ticket)
        case wire.OP_SPEAK:
            return _speak(packet, ticket)
        case wire.OP_SIMILARITY:
            text = _typed(packet, "text", str)[:TEXT_MAX_CHARS]
            return Compare(ticket, text, _strings(packet, "examples", EXAMPLES_MAX))
        case _:
            raise WireError("an unknown operation")


def _decode(packet: Packet, ticket: int) -> Decode:
    if len(packet.audio) % 2:
        raise WireError("half a sample")
    return Decode(
        ticket,
        packet.audio,
        _one_of(packet, "language", LANGUAGES),
        _strings(packet, "hints", HINTS_MAX),
        _typed(packet, "final", bool),
        _typed(packet, "utterance", int),
        _languages(packet, "among"),
    )


def _speak(packet: Packet, ticket: int) -> Speak:
    text = _typed(packet, "text", str)
    if len(text) > TEXT_MAX_CHARS:
        raise WireError("a sentence is too long")
    return Speak(
        ticket,
        text,
        _one_of(packet, "language", LANGUAGES),
        _one_of(packet, "role", ROLES),
        _typed(packet, "rank", int),
    )


def _typed(packet: Packet, name: str, kind: type[T]) -> T:
    value = packet.fields.get(name)
    if not isinstance(value, kind):
        raise WireError(f"{name} is not {kind.__name__}")
    return value


def _one_of(packet: Packet, name: str, allowed: tuple[T, ...]) -> T:
    value = packet.fields.get(name)
    for each in allowed:
        if value == each:
            return each
    raise WireError(f"{name} has an unknown value")


def _languages(packet: Packet, name: str) -> tuple[Language, ...]:
    """Return the languages of a field that may be missing, each once."""
    values = packet.fields.get(name, [])
    if not isinstance(values, list):
        raise WireError(f"{name} is not a list")
    if any(value not in LANGUAGES for value in values):
        raise WireError(f"{name} holds an unknown language")
    return tuple(language for language in LANGUAGES if language in values)


def _strings(packet: Packet, name: str, most: int) -> tuple[str, ...]:
    values = packet.fields.get(name)
    if not isinstance(values, list) or len(values) > most:
        raise WireError(f"{name} is not a short list")
    if not all(isinstance(value, str) for value in values):
        raise WireError(f"{name} holds something else than text")
    return tuple(values)

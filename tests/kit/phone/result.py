"""What a phone knows of a call when it is over."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.kit.phone.pace import Pace, pace_of


class LegEnd(enum.Enum):
    """Why Dial(AudioSocket/...) returned."""

    HANGUP = "hangup frame"
    FIN = "server closed"
    RESET = "server reset"
    TORN = "half a frame for 5 ms"
    BAD_FRAME = "bad frame"
    STUCK = "server does not read"
    LIMIT = "S() limit"
    CALLER = "caller hung up"
    REFUSED = "connection refused"
    NO_ANSWER = "no connection in 2 s"


class Outcome(enum.Enum):
    """Where the caller is in the end. Only DROPPED and HUMAN may be a disaster."""

    END = "end"  # the server left the mark `end`
    HUMAN = "human"  # in the operators context, wanted or not
    TARGET = "target"  # at a dialplan target the server named
    HUNG_UP = "hung up"  # the caller's own will
    DROPPED = "dropped"  # nowhere, against the caller's will


class Timed(NamedTuple):
    """20 ms of audio and when it crossed the socket (``trio.current_time``)."""

    time_s: float
    pcm: bytes  # empty if the phone was told not to keep audio


@dataclass(slots=True)
class CallResult:
    """One call. Times are of ``trio.current_time``; ``None`` means it never was so."""

    started_s: float
    uuid: str = ""
    target: str = ""
    next: str = ""  # CALL_NEXT, "" if `after` did not set it
    outcome: Outcome = Outcome.DROPPED
    leg_end: LegEnd | None = None
    dial_status: str = ""  # DIALSTATUS: ANSWER, CHANUNAVAIL
    agi_status: dict[str, str] = field(default_factory=dict)  # script -> AGISTATUS
    queue_status: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    heard: list[Timed] = field(default_factory=list)  # from the server
    sent: list[Timed] = field(default_factory=list)  # by the caller
    digits: str = ""  # that went out
    connected_s: float | None = None
    leg_ended_s: float | None = None
    at_operator_s: float | None = None
    over_s: float | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def admitted(self) -> bool:
        """True if `admit` gave the call an id."""
        return bool(self.uuid)

    @property
    def first_frame_s(self) -> float | None:
        """When the first audio of the server came."""
        return self.heard[0].time_s if self.heard else None

    @property
    def to_operator_s(self) -> float | None:
        """How long after the end of Dial the caller was with the operators."""
        if self.at_operator_s is None or self.leg_ended_s is None:
            return None
        return self.at_operator_s - self.leg_ended_s

    @property
    def pace(self) -> Pace:
        """How evenly the server's frames came."""
        return pace_of([frame.time_s for frame in self.heard])

    def heard_pcm(self) -> bytes:
        """All audio of the server, end to end, without its gaps."""
        return b"".join(frame.pcm for frame in self.heard)

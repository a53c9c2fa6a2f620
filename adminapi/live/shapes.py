"""The shapes of the live board."""

from __future__ import annotations

from pydantic import Field

from adminapi.edges.shapes import Told


class LiveCallTold(Told):
    """A call that is on. Its words are masked, its number by role."""

    call_id: str
    worker: str
    started_s: float = Field(description="unix time")
    caller: str
    did: str
    language: str
    state: str = Field(description="of the dialog: listening, speaking...")
    turn: int
    said_caller: str
    said_agent: str
    turn_ms: int
    worst_turn_ms: int
    stt_arm: str
    prompt: str
    cost_micros: int
    degraded: str = Field(description="the last rung that was taken, '' in health")
    order_id: str
    updated_s: float
    gone: bool = Field(description="its worker is not there any more")


class WorkerTold(Told):
    """A worker that is there."""

    worker: str
    load: int
    capacity: int
    draining: bool
    version: str
    address: str
    http: str
    beat_s: float
    health: dict[str, str] = Field(
        description="dependency: what callers hear of it now, '' when it is well"
    )


class PresenceTold(Told):
    """An operator as the board shows him."""

    operator_id: str
    name: str
    interface: str
    presence: str
    reason: str
    since: str
    queues: list[str]


class CursorTold(Told):
    """A place in the stream of events; to resume from."""

    epoch: str
    seq: int


class BoardTold(Told):
    """What is on now."""

    cursor: CursorTold
    stale_since_s: float | None = Field(
        description="unix time; null if it is of this moment"
    )
    calls: list[LiveCallTold]
    workers: list[WorkerTold]
    operators: list[PresenceTold]


class TicketTold(Told):
    """What opens one WebSocket, once."""

    ticket: str
    protocol: str = Field(
        description="offer it as the first subprotocol, the ticket as the second"
    )
    good_s: float

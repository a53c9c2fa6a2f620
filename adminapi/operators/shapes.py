"""The shapes of operators, queues and hand-overs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from adminapi.edges.shapes import Name, PageQuery, Told, Wanted

Presence = Literal["free", "busy", "paused", "offline"]
Interface = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.@/:+-]{1,80}$")]
QueueName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
]
Skill = Annotated[
    str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)
]
Skills = Annotated[list[Skill], Field(max_length=30)]
Reason = Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)]
# a year and more would count rows for seconds
LONGEST_DAYS = 400


class OperatorWanted(Wanted):
    """An operator as he shall be."""

    name: Name
    interface: Interface = Field(description="as the dialplan reports it: PJSIP/101")
    user_id: Annotated[UUID, Field(strict=False)] | None = None
    skills: Skills = []
    queues: Annotated[list[QueueName], Field(max_length=50)] = []


class OperatorTold(Told):
    """An operator."""

    operator_id: str
    name: str
    interface: str
    user_id: str | None
    skills: list[str]
    queues: list[str]
    presence: Presence
    reason: str
    since: datetime
    seen_at: datetime | None = Field(
        description="when he last did or answered anything"
    )
    version: int


class OperatorsTold(Told):
    """All operators, by name."""

    items: list[OperatorTold]


class PresenceWanted(Wanted):
    """Whether an operator takes calls."""

    presence: Presence
    reason: Reason = ""


class QueueWanted(Wanted):
    """A queue as it shall be."""

    title: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)] = ""
    skills: Skills = []
    service_level_s: Annotated[int, Field(ge=1, le=3_600)] = 20


class NewQueueWanted(QueueWanted):
    """A queue that is new here; the dialplan must know it too."""

    queue: QueueName = Field(description="as in CALLCORE_QUEUES")


class QueueTold(Told):
    """A queue."""

    queue: str
    title: str
    skills: list[str]
    service_level_s: int
    operators: int = Field(description="who work for it")
    free: int = Field(description="of these, who are free")
    version: int


class QueuesTold(Told):
    """All queues, by name."""

    items: list[QueueTold]


class RangeQuery(Wanted):
    """From a time up to another; the last day if nothing is said."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class ReportTold(Told):
    """How a queue did in a range of time."""

    queue: str
    since: datetime
    until: datetime
    handed_over: int
    answered: int
    abandoned: int
    other: int = Field(description="timeout, full, nobody there...")
    answered_share: float | None = Field(description="of all, 0..1; null if none")
    wait_p50_s: float | None = Field(description="of the answered whose wait is known")
    wait_p95_s: float | None
    service_level_s: int
    service_level: float | None = Field(
        description="share of all who were answered within service_level_s"
    )


class HandoversQuery(PageQuery, RangeQuery):
    """Which hand-overs to list."""

    status: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,32}$")] | None = None
    queue: QueueName | None = None
    member: Interface | None = None
    call_id: UUID | None = None
    answered: bool | None = None


class HandoverTold(Told):
    """What became of a caller at the operators."""

    handover_id: str
    call_id: str | None
    at: datetime
    status: str
    answered: bool
    queue: str
    waited_s: float | None = Field(description="at the queue")
    since_ai_s: float | None = Field(description="since the agent let go")
    member: str
    operator: str | None = Field(description="name, if the interface is known")

"""What the call list is asked, and what is told of a call."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from adminapi.edges.shapes import Page, PageQuery, Told, Wanted

Sort = Literal["time", "cost", "turn", "duration"]
Order = Literal["desc", "asc"]
StageName = Literal["endpointing", "stt", "llm", "tool", "tts", "filler", "wire"]
CutBy = Literal["", "caller", "handover", "end"]
Outcome = Literal["live", "ended", "human", "target", "lost"]
Short = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Digits = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{5,15}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Millis = Annotated[int, Field(ge=0, le=86_400_000)]
Micros = Annotated[int, Field(ge=0, le=10**12)]
MOST_EXPORTED: Final = 100_000


class CallsFilter(Wanted):
    """Which calls: all conditions that are given must hold; texts are compared exactly."""

    since: AwareDatetime | None = Field(default=None, description="began then or later")
    until: AwareDatetime | None = Field(default=None, description="began before then")
    caller: Short | None = Field(
        default=None,
        description="the whole number, with or without +; supervisors and admins",
    )
    caller_prefix: Digits | None = Field(
        default=None,
        description="how the number begins, 5 digits or more; supervisors and admins",
    )
    did: Short | None = Field(default=None, description="the number that was called")
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None = None
    outcome: Outcome | None = None
    reason: Short | None = Field(
        default=None, description="why it ended, as caller-hung-up"
    )
    worker: Short | None = None
    prompt: Short | None = Field(default=None, description="version of the prompt")
    stt_arm: Short | None = None
    min_duration_ms: Millis | None = None
    max_duration_ms: Millis | None = None
    min_cost_micros: Micros | None = None
    max_cost_micros: Micros | None = None
    min_turn_ms: Millis | None = Field(
        default=None, description="the longest wait for an answer was at least so long"
    )
    max_turn_ms: Millis | None = None
    degraded: bool | None = None
    tool_errors: bool | None = None
    recorded: bool | None = Field(default=None, description="there is a recording")
    order_id: Short | None = None
    live: bool | None = Field(default=None, description="it has not ended")
    q: Words | None = Field(
        default=None,
        description="words of both sides; quotes for phrases, or, - for not",
    )

    def asks_numbers(self) -> bool:
        """Return whether it would tell a number to who may not see it."""
        return self.caller is not None or self.caller_prefix is not None


class CallsQuery(CallsFilter, PageQuery):
    """A page of the call list.

    A page may be short, even empty, before the last: so many calls were looked at that it
    is told what was found so far; ``next`` goes on from there.
    """

    sort: Sort = "time"
    order: Order = "desc"


class ExportQuery(CallsFilter):
    """An export of exactly the filter, newest first."""

    format: Literal["csv", "json"] = "csv"


class FacetsQuery(Wanted):
    """Of how many days the values are wanted."""

    days: Annotated[int, Field(ge=1, le=3_650)] = 90


class Facets(Told):
    """The values that calls have, for the menus of a filter; at most 200 of a field."""

    did: list[str]
    language: list[str]
    outcome: list[str]
    reason: list[str]
    worker: list[str]
    prompt: list[str]
    stt_arm: list[str]


class EventsQuery(Wanted):
    """A page of a call's journal."""

    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=1_000)] = 200


class CallRow(Told):
    """A call in a list. ``cost_micros`` is in millionths of a dollar."""

    call_id: str
    started_at: str
    ended_at: str | None
    duration_ms: int | None
    caller: str = Field(description="masked unless the role sees numbers")
    did: str
    language: str
    worker: str
    prompt: str
    stt_arm: str
    next: str
    outcome: str
    reason: str
    turns: int
    barge_ins: int
    tool_calls: int
    tool_errors: int
    degradations: int
    worst_turn_ms: int | None
    cost_micros: int
    unpriced: int
    order_ids: list[str]
    recorded: bool


class Total(Told):
    """How many calls the filter finds: exactly, or as the planner guesses."""

    count: int
    exact: bool


class CallsPage(Page[CallRow]):
    """A page of the call list."""

    total: Total


class Phrase(Told):
    """What one side said at a time. Seconds count from the recording's first sample."""

    seq: int = Field(description="of its record in the journal")
    who: Literal["caller", "agent"]
    at_s: float | None = Field(
        description="where its sound begins; null if nothing sounded, or nobody noted it"
    )
    end_s: float | None = Field(
        description="where it ends; of a reply that was frozen and cut: where it froze"
    )
    text: str = Field(description="what was heard; '' of a sentence that never began")
    planned: str = Field(description="the whole sentence, if not all of it was heard")
    cut: bool
    exact: bool | None = Field(
        description="of a cut one: false if its words were shared out over the time"
    )
    by: str = Field(description="supervisor, if one spoke through the agent")
    aside: bool = Field(description='an "mhm" over the agent, which asks for nothing')
    typed: bool


class Stage(Told):
    """A part of the wait for an answer; milliseconds since the caller fell silent."""

    name: StageName
    start_ms: float
    ms: float
    tool: str = Field(default="", description="name of the tool, if it is one")
    seq: int | None = Field(default=None, description="of the tool call")


class BargeIn(Told):
    """Speech over the agent, and what it was taken for."""

    seq: int
    at_s: float = Field(description="when it was decided")
    turn: int
    verdict: str = Field(description="confirmed: he took the floor; false: a cough")
    by: str = Field(description="what decided: words, duration or text")
    after_ms: int = Field(description="how long the decision took")


class Turn(Told):
    """What the caller said and what was heard of the answer; stages in ms.

    Seconds count from the call's first frame, which is within 20 ms of the recording's
    first sample. They are null of turns of earlier versions, and once the words are gone.
    """

    turn: int
    at_s: float = Field(description="of its first record; for order, not for seeking")
    caller_at_s: float | None = Field(description="the caller begins to speak")
    caller_end_s: float | None = Field(description="the caller is silent")
    agent_at_s: float | None = Field(description="the agent's first sound")
    agent_end_s: float | None = Field(description="the agent's last sound")
    asked_at_s: float | None = Field(
        description="where the clock of `stages` stands at 0: the end of the words "
        "that were answered"
    )
    caller_text: str
    agent_text: str
    planned_text: str = Field(
        description="what the answer was to be, if not all of it was heard, else ''"
    )
    language: str
    tool_ms: float | None = Field(description="all its tools took; null without one")
    cut: bool
    cut_by: CutBy = Field(description="who ended a cut answer; '' if it is whole")
    phrases: list[Phrase]
    stages: list[Stage]
    endpointing_ms: float | None
    stt_ms: float | None
    llm_ms: float | None
    tts_ms: float | None
    filler_ms: float | None
    wire_ms: float | None
    total_ms: float | None


class ToolCall(Told):
    """One call of a tool; arguments and result are masked."""

    seq: int
    turn: int
    at_s: float
    tool: str
    arguments: str
    ok: bool | None
    result: str
    took_ms: float | None
    idempotency_key: str = Field(
        description="under which the shop was asked for a change, '' if it was not"
    )
    prompt: str = Field(description="version of the prompt that it was called under")
    prompt_sha: str


class Degradation(Told):
    """A rung that was taken: what failed, what stepped in."""

    seq: int
    t: float
    fields: dict[str, object]


class Quantity(Told):
    """How much was used at one price."""

    unit: str = Field(
        description="ms, tokens, characters...; a word of the price table"
    )
    quantity: int
    billed: int = Field(description="after the vendor's rounding")
    price_id: str = Field(description="of the price table; '' if it had none")
    price_micros_per_unit: float | None = Field(
        description="as it was booked: the amount by what was billed"
    )
    amount_micros: int | None


class CostLine(Told):
    """What one component of one provider came to in this call."""

    component: str
    provider: str
    model: str
    amount_micros: int | None = Field(description="null if a part of it has no price")
    currency: str
    lines: int
    quantities: list[Quantity]


class Handover(Told):
    """What became of the caller at the operators."""

    at: str
    status: str
    queue: str
    waited_s: float | None
    since_ai_s: float | None
    member: str


class CallDetail(Told):
    """Everything that is kept of a call; its journal stands at ``events``."""

    call: CallRow
    prompt_sha: str
    recording_ms: int | None
    transcript_gone_at: str | None
    recording_gone_at: str | None
    turns: list[Turn]
    overlaps: list[BargeIn]
    tool_calls: list[ToolCall]
    degradations: list[Degradation]
    costs: list[CostLine]
    handovers: list[Handover]
    of_record: bool = Field(description="false: only the live view knows it by now")
    state: str = Field(default="", description="of the dialog, while it is live")
    events: str


class CallEvent(Told):
    """One record of the journal."""

    seq: int
    t: float
    event: str
    fields: dict[str, object]


class CallEvents(Page[CallEvent]):
    """A page of a journal, oldest first."""


class Line(Told):
    """A phrase of one side."""

    at_s: float
    turn: int
    who: Literal["caller", "agent"]
    text: str
    cut: bool = False


class Transcript(Told):
    """What both sides said."""

    call_id: str
    gone: bool = Field(description="retention took the words")
    lines: list[Line]

"""The shapes of actions on live calls."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from adminapi.edges.shapes import Told, Wanted

# a machine word, as a worker takes it: it stands in the call's record
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Sentence = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)
]
QueueName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{0,64}$")]


class TransferWanted(Wanted):
    """Hand the caller to an operator."""

    reason: Reason
    queue: QueueName = Field(
        "", description="as in CALLCORE_QUEUES; '' is the usual one"
    )


class HangUpWanted(Wanted):
    """End the call."""

    reason: Reason


class SayWanted(Wanted):
    """Let the agent say a sentence at the next moment that it may speak."""

    text: Sentence


class OutcomeTold(Told):
    """What the worker says became of it."""

    result: str = Field(
        description="done, or why not: already-ending, caller-left, busy, too-late, refused, "
        "cut; pending: the sentence waits for its moment, lines of the call will tell"
    )
    fields: dict[str, str | int | float | bool | None] = Field(
        description="what else it says"
    )

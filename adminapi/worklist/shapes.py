"""The shapes of the worklist."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from adminapi.edges.shapes import PageQuery, Told, Wanted

Outcome = Literal["reached", "not-reached", "placed", "cancelled", "nothing-to-do"]


class ItemsQuery(PageQuery):
    """Which items to list."""

    state: Literal["open", "done"] | None = None
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,32}$")] | None = None
    call_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{1,64}$")] | None = (
        None
    )
    claimed: Literal["any", "nobody", "somebody", "me"] = "any"


class DoneWanted(Wanted):
    """What came of it."""

    outcome: Outcome
    note: Annotated[str, StringConstraints(max_length=250)] = ""


class ItemTold(Told):
    """One thing for a human."""

    item_id: str
    at_s: float = Field(description="unix time")
    call_id: str
    kind: str = Field(description="callback, order, or a word of a newer version")
    reason: str
    order_id: str
    phone: str = Field(description="masked unless you are at it, or a supervisor")
    about: str = Field(description="in the caller's words")
    when: str = Field(description="when it suits the caller, in his words")
    state: str
    claimed_by: str = Field(description="id of the user who is at it; '' if nobody")
    claimed_name: str = Field(description="his name; '' if he is no user any more")
    claimed_s: float
    closed_s: float
    closed_by: str
    closed_name: str
    outcome: str
    note: str
    reopened: int = Field(description="how often")

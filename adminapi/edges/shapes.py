"""The parents of all shapes that travel: what is asked, what is told, pages."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")

MOST_ITEMS = 200  # of one page

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)
]
Text = Annotated[str, StringConstraints(max_length=2_000)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]


class Wanted(BaseModel):
    """What a client sends: unknown fields are refused, nothing is coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Told(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(frozen=True)


class Page(Told, Generic[Item]):
    """One page of a list; ``next`` is the cursor of the following one."""

    items: list[Item]
    next: str | None = Field(
        default=None, description="give it back as `cursor`; null on the last page"
    )


class PageQuery(Wanted):
    """What every list can be asked."""

    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 50

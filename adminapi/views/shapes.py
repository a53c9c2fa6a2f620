"""What is told and wanted of saved views."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from adminapi.edges.shapes import Name, Told, Wanted, Word

Value = Annotated[str, StringConstraints(max_length=200)]
Filter = Annotated[dict[Word, Value], Field(max_length=30)]


class ViewsQuery(Wanted):
    """Which views."""

    page: Word | None = None


class NewView(Wanted):
    """A view as it is saved; ``query`` holds the filter as its page understands it."""

    name: Name
    page: Word
    query: Filter = {}
    shared: bool = Field(
        default=False, description="everybody sees it; supervisors and admins"
    )


class ViewChange(Wanted):
    """What becomes of a view."""

    name: Name
    query: Filter
    shared: bool = False


class View(Told):
    """A saved view; ``mine``: it can be changed."""

    view_id: str
    name: str
    page: str
    query: dict[str, str]
    shared: bool
    mine: bool
    owner: str
    version: int


class Views(Told):
    """Own views and those that are shared."""

    items: list[View]

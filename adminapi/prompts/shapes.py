"""What is told and wanted of prompts."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from adminapi.edges.shapes import Page, Told, Wanted, Word

LONGEST_TEXT = 20_000

Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Note = Annotated[str, StringConstraints(max_length=500)]
Reason = Annotated[str, StringConstraints(min_length=5, max_length=500)]
State = Literal["draft", "published", "retired"]
RunState = Literal["queued", "running", "passed", "failed", "broken"]


class Texts(Wanted):
    """The templates of the three languages."""

    en: Text
    ru: Text
    uk: Text


class NewPrompt(Wanted):
    """A new draft. It begins as ``base``, a version; if none is given, as what is in use."""

    version: Word
    base: Word | None = None
    note: Note = ""


class PromptChange(Wanted):
    """What becomes of a draft."""

    texts: Texts
    note: Note = ""


class Publish(Wanted):
    """``force`` publishes without a passed regression run; the reason is audited."""

    force: Reason | None = None


class RollBack(Wanted):
    """Why."""

    reason: Reason


class Against(Wanted):
    """With what to compare: a version, published or packaged; else with what is in use."""

    against: Word | None = None


class PromptRow(Told):
    """A prompt in a list."""

    prompt_id: str
    version: str
    sha: str
    state: State
    note: str
    based_on: str
    created_by: str
    created_at: str
    published_by: str
    published_at: str | None
    taken_back_at: str | None = Field(
        description="when it was rolled back; a roll-back never leads to it"
    )
    row_version: int


class PromptsPage(Page[PromptRow]):
    """Prompts, the newest first; ``packaged`` came with callcore, the last is the newest."""

    packaged: list[str]


class Prompt(PromptRow):
    """A prompt with its texts; ``faults`` keep it from being published."""

    texts: dict[str, str]
    faults: list[str]


class Packaged(Told):
    """A prompt that came with callcore."""

    version: str
    sha: str
    texts: dict[str, str]


class Difference(Told):
    """Lines of a unified diff by language."""

    before: str
    after: str
    lines: dict[str, list[str]]


class Run(Told):
    """A regression run; ``report`` says what became of each dialogue."""

    run_id: UUID
    sha: str
    state: RunState
    asked_by: str
    asked_at: str
    started_at: str | None
    ended_at: str | None
    report: dict[str, object]


class Runs(Told):
    """The runs of a prompt, the newest first."""

    items: list[Run]
    runner_seen_at: str | None
    runner_there: bool = Field(description="false: nobody takes runs at the moment")


class Published(Told):
    """What is in use now."""

    version: str
    prompt_id: str | None = Field(description="null: the packaged one")

"""The endpoints of prompts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adminapi.edges.endpoint import ADMIN, SUPERVISOR, Endpoint
from adminapi.edges.shapes import PageQuery
from adminapi.office import Office
from adminapi.prompts.drafting import Drafting
from adminapi.prompts.publishing import Publishing
from adminapi.prompts.shapes import (
    Against,
    Difference,
    NewPrompt,
    Packaged,
    Prompt,
    PromptChange,
    PromptsPage,
    Publish,
    Published,
    RollBack,
    Run,
    Runs,
)

TAG: Final = "prompts"
ONE: Final = "/prompts/<uuid:prompt_id>"
BODY_BYTES: Final = 400_000  # three texts of 20,000 letters, escaped
CONFLICT: Final = ("conflict",)


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    drafting = Drafting(office)
    return [
        *_reading(drafting),
        *_writing(drafting),
        *_deciding(drafting, Publishing(office)),
    ]


def _reading(drafting: Drafting) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/prompts",
            about="List the prompts.",
            handler=drafting.listed,
            query=PageQuery,
            told=PromptsPage,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/prompts/packaged/<word:version>",
            about="Tell a prompt that came with callcore.",
            handler=drafting.packaged,
            told=Packaged,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path=ONE,
            about="Tell a prompt with its texts.",
            handler=drafting.one,
            told=Prompt,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path=f"{ONE}/diff",
            about="Compare a prompt with another version.",
            handler=drafting.diff,
            query=Against,
            told=Difference,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path=f"{ONE}/regressions",
            about="Tell the regression runs of a prompt.",
            handler=drafting.runs,
            told=Runs,
            tag=TAG,
        ),
    ]


def _writing(drafting: Drafting) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="POST",
            path="/prompts",
            about="Make a draft.",
            handler=drafting.add,
            roles=SUPERVISOR,
            body=NewPrompt,
            told=Prompt,
            status=201,
            problems=("exists", "conflict"),
            action=True,
            tag=TAG,
        ),
        Endpoint(
            method="PUT",
            path=ONE,
            about="Change a draft.",
            handler=drafting.change,
            roles=SUPERVISOR,
            body=PromptChange,
            told=Prompt,
            problems=CONFLICT,
            matched=True,
            most_body_bytes=BODY_BYTES,
            tag=TAG,
        ),
        Endpoint(
            method="DELETE",
            path=ONE,
            about="Delete a draft.",
            handler=drafting.remove,
            roles=SUPERVISOR,
            status=204,
            problems=CONFLICT,
            matched=True,
            tag=TAG,
        ),
    ]


def _deciding(drafting: Drafting, publishing: Publishing) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="POST",
            path=f"{ONE}/regressions",
            about="Ask for a regression run of a prompt as it is now.",
            handler=drafting.ask_run,
            roles=SUPERVISOR,
            told=Run,
            status=202,
            action=True,
            limit="action",
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path=f"{ONE}/publish",
            about="Put a prompt into use for new calls.",
            handler=publishing.publish,
            roles=ADMIN,
            body=Publish,
            told=Published,
            problems=CONFLICT,
            action=True,
            matched=True,
            limit="action",
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/prompts/rollback",
            about="Put the prompt that was published before into use again.",
            handler=publishing.roll_back,
            roles=ADMIN,
            body=RollBack,
            told=Published,
            problems=CONFLICT,
            action=True,
            limit="action",
            tag=TAG,
        ),
    ]

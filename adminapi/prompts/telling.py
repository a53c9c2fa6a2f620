"""From rows to what is told of prompts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adminapi.prompts.checks import faults
from adminapi.prompts.shapes import Prompt, PromptRow, Run
from callcore.shared import stamps


def stamp(at: datetime | None) -> str | None:
    """Return a time of the database as text in UTC."""
    return None if at is None else stamps.utc_text(at.timestamp())


def etag(row: Mapping[str, Any]) -> str:
    """Return what names the present version of a prompt."""
    return f'"{row["row_version"]}"'


def prompt_row(row: Mapping[str, Any]) -> PromptRow:
    """Return a prompt without its texts."""
    return PromptRow.model_validate(_plain(row))


def prompt(row: Mapping[str, Any]) -> Prompt:
    """Return a prompt with its texts and their faults."""
    texts = row["texts"]
    return Prompt.model_validate({**_plain(row), "faults": list(faults(texts))})


def run(row: Mapping[str, Any]) -> Run:
    """Return a regression run."""
    times = ("asked_at", "started_at", "ended_at")
    return Run.model_validate({**row, **{name: stamp(row[name]) for name in times}})


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "prompt_id": str(row["prompt_id"]),
        "created_at": stamp(row["created_at"]),
        "published_at": stamp(row["published_at"]),
        "taken_back_at": stamp(row["taken_back_at"]),
    }

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from adminapi.prompts.telling import etag, prompt, run, stamp

AT = datetime(2026, 11, 23, tzinfo=UTC)
ROW = {
    "prompt_id": uuid4(), "version": "night", "texts": {"en": "x"}, "sha": "s", "state": "draft",
    "note": "", "based_on": "v2", "created_by": "admin", "created_at": AT, "published_by": "",
    "published_at": None, "taken_back_at": None, "row_version": 3,
}  # fmt: skip


def test_a_prompt_is_told_with_its_faults() -> None:
    told = prompt(ROW)
    assert told.faults
    assert (told.created_at, told.published_at) == (stamp(AT), None)
    assert etag(ROW) == '"3"'


def test_a_run_is_told_with_its_report() -> None:
    told = run(
        {
            "run_id": uuid4(), "sha": "s", "state": "failed", "asked_by": "a", "asked_at": AT,
            "started_at": AT, "ended_at": None, "report": {"wrong": ["x"]}, "texts": {},
        }
    )  # fmt: skip
    assert told.report == {"wrong": ["x"]}
    assert told.ended_at is None

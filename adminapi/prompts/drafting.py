"""Drafts: made, changed, compared, tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from adminapi.edges.cursor import decode, encode
from adminapi.edges.endpoint import Answer, Ask, Shaped
from adminapi.edges.problem import FieldError, Problem
from adminapi.edges.shapes import PageQuery
from adminapi.office import Office
from adminapi.prompts import packaged, rows
from adminapi.prompts.checks import sha_of
from adminapi.prompts.differences import differences
from adminapi.prompts.shapes import (
    Against,
    Difference,
    NewPrompt,
    Packaged,
    PromptChange,
    PromptsPage,
    Runs,
)
from adminapi.prompts.telling import etag, prompt, prompt_row, run, stamp
from callcore.shared import audit
from callcore.shared.database.errors import Conflict
from callcore.shared.database.pool import Connection

_NAME_TAKEN: Final = "prompts_version_key"
_NOT_A_DRAFT: Final = "What was published once never changes; make a draft of it."


class Drafting:
    """The handlers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def listed(self, ask: Ask) -> Answer:
        """Return a page of all prompts."""
        asked = ask.query(PageQuery)
        before = None if asked.cursor is None else _place(asked.cursor)
        found = await self._office.database.run(
            lambda c: rows.listed(c, before, asked.limit + 1)
        )
        page = found[: asked.limit]
        following = None
        if len(found) > asked.limit:
            last = page[-1]
            following = encode([last["created_at"].isoformat(), str(last["prompt_id"])])
        return PromptsPage(
            items=[prompt_row(row) for row in page],
            next=following,
            packaged=list(packaged.versions()),
        )

    async def packaged(self, ask: Ask) -> Answer:
        """Return a packaged prompt."""
        version = ask.id("version")
        texts = packaged.texts_of(version)
        if texts is None:
            raise Problem("not-found")
        return Packaged(version=version, sha=sha_of(texts), texts=dict(texts))

    async def one(self, ask: Ask) -> Answer:
        """Return a prompt."""
        prompt_id = ask.id("prompt_id")
        return await self._told(200, lambda c: rows.found(c, prompt_id))

    async def add(self, ask: Ask) -> Answer:
        """Make a draft of another version."""
        asked = ask.body(NewPrompt)
        if packaged.is_packaged(asked.version):
            error = FieldError(
                where="body.version", problem="is the name of a packaged one"
            )
            raise Problem("invalid", errors=[error])

        def job(connection: Connection) -> Mapping[str, Any]:
            base, texts = _texts_of(connection, asked.base, "body.base")
            row = rows.added(
                connection,
                asked.version,
                texts,
                based_on=base,
                note=asked.note,
                by=ask.who.name,
            )
            _note(connection, ask, "prompt.draft", row)
            return row

        return await self._told(201, job)

    async def change(self, ask: Ask) -> Answer:
        """Write the texts of a draft."""
        asked = ask.body(PromptChange)
        prompt_id = ask.id("prompt_id")

        def job(connection: Connection) -> Mapping[str, Any]:
            self._check_draft(ask, rows.locked(connection, prompt_id))
            row = rows.changed(
                connection, prompt_id, asked.texts.model_dump(), asked.note
            )
            _note(connection, ask, "prompt.change", row)
            return row

        return await self._told(200, job)

    async def remove(self, ask: Ask) -> Answer:
        """Delete a draft."""
        prompt_id = ask.id("prompt_id")

        def job(connection: Connection) -> None:
            row = rows.locked(connection, prompt_id)
            self._check_draft(ask, row)
            rows.removed(connection, prompt_id)
            _note(connection, ask, "prompt.delete", row)

        await self._office.database.run(job)
        return None

    async def diff(self, ask: Ask) -> Answer:
        """Compare with another version, or with what is in use."""
        asked, prompt_id = ask.query(Against), ask.id("prompt_id")

        def job(connection: Connection) -> Difference:
            row = rows.found(connection, prompt_id)
            name, texts = _texts_of(connection, asked.against, "query.against")
            lines = differences(texts, row["texts"])
            return Difference(before=name, after=row["version"], lines=lines)

        return await self._office.database.run(job)

    async def runs(self, ask: Ask) -> Answer:
        """Return the regression runs, and whether anybody would take one."""
        prompt_id = ask.id("prompt_id")

        def job(connection: Connection) -> Runs:
            rows.found(connection, prompt_id)
            at, there = rows.runner_seen(connection)
            return Runs(
                items=[run(row) for row in rows.runs(connection, prompt_id)],
                runner_seen_at=stamp(at),
                runner_there=there,
            )

        return await self._office.database.run(job)

    async def ask_run(self, ask: Ask) -> Answer:
        """Queue a run of the texts as they are now."""
        prompt_id = ask.id("prompt_id")

        def job(connection: Connection) -> Mapping[str, Any]:
            row = rows.locked(connection, prompt_id)
            queued = rows.queued(connection, row, ask.who.name)
            _note(connection, ask, "prompt.regression", row)
            return queued

        return Shaped(run(await self._office.database.run(job)), 202)

    def _check_draft(self, ask: Ask, row: Mapping[str, Any]) -> None:
        ask.require_match(etag(row))
        if row["state"] != "draft":
            raise Problem("conflict", _NOT_A_DRAFT)

    async def _told(
        self, status: int, job: Callable[[Connection], Mapping[str, Any]]
    ) -> Answer:
        try:
            row = await self._office.database.run(job)
        except Conflict as error:
            word = "exists" if error.constraint == _NAME_TAKEN else "conflict"
            raise Problem(word) from None
        return Shaped(prompt(row), status, (("ETag", etag(row)),))


def _texts_of(
    connection: Connection, version: str | None, where: str
) -> tuple[str, rows.Texts]:
    """Return a version, by default the one in use, with its texts."""
    if version is None:
        row = rows.published(connection)
        name = packaged.versions()[-1] if row is None else row["version"]
    else:
        row, name = rows.of_version(connection, version), version
    texts = packaged.texts_of(name) if row is None else row["texts"]
    if texts is None:
        error = FieldError(where=where, problem="must be a version that there is")
        raise Problem("invalid", errors=[error])
    return name, texts


def _note(
    connection: Connection, ask: Ask, action: str, row: Mapping[str, Any]
) -> None:
    audit.note(
        connection,
        by=audit.Actor(ask.who.name, ask.who.user_id),
        action=action,
        subject=str(row["prompt_id"]),
        detail={"version": row["version"], "sha": row["sha"]},
    )


def _place(cursor: str) -> tuple[datetime, UUID]:
    at, prompt_id = decode(cursor, str, str)
    try:
        place = datetime.fromisoformat(str(at)), UUID(str(prompt_id))
        if place[0].tzinfo is not None:
            return place
    except ValueError:
        pass
    error = FieldError(where="query.cursor", problem="must be a cursor of this list")
    raise Problem("invalid", errors=[error])

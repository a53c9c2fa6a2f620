"""Which prompt new calls get: the published one of PostgreSQL, or what was last known.

Looked up every few seconds, never on a call's path. A call that has begun keeps its own.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

import trio

from callcore.agent.prompts.loader import (
    VERSION,
    PromptError,
    PromptSet,
    hash_of,
    packaged,
    prompts_of,
)
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database, one

CACHE: Final = "prompt.json"  # below the data folder
POLL_S: Final = 5.0
ASK_S: Final = 4.0
MOST_BYTES: Final = 1_000_000  # of the cache: three texts of 40,000 characters

log = logging.getLogger(__name__)

Row = dict[str, Any]


class Prompting:
    """Holds the prompts of now; :meth:`run` is a task beside the calls.

    ``database_gone`` says whether the last look failed. Files are written on a thread.
    """

    def __init__(self, database: Database, folder: Path, worker: str) -> None:
        self.prompts: PromptSet = packaged()
        self.version = VERSION
        self.database_gone = False
        self._database = database
        self._path = folder / CACHE
        self._draft = folder / f"{CACHE}.{worker}.tmp"  # workers share the folder
        self._known: tuple[str, str] | None = None  # version and hash of what holds
        self._refused: tuple[str, str] | None = None

    def recall(self) -> None:
        """Take the last prompt known from the disk. Blocking; before the first call."""
        found = _read(self._path)
        if found is not None:
            version, texts = found
            self._take(version, texts, prompts_of(version, texts))

    async def run(self) -> NoReturn:
        """Look every 5 s which prompt is published, until cancelled."""
        while True:
            await self.look()
            await trio.sleep(POLL_S)

    async def look(self) -> None:
        """Ask once; what cannot be asked or is no prompt changes nothing."""
        try:
            with trio.fail_after(ASK_S):
                row = await self._database.run(_published)
        except (DatabaseError, trio.TooSlowError):
            self.database_gone = True
            return
        self.database_gone = False
        if row is None:
            await self._go_back()
        elif self._is_new(row):
            await self._change(row["version"], row["texts"])

    def _is_new(self, row: Row) -> bool:
        named = row["version"], _sha(row["texts"])
        return named not in (self._known, self._refused)

    async def _change(self, version: str, texts: Any) -> None:  # noqa: ANN401 - jsonb
        try:
            prompts = prompts_of(version, texts)
        except PromptError as error:
            self._refused = version, _sha(texts)
            log.error(  # noqa: TRY400
                "the published prompt is none: the last one stays",
                extra={"prompt": version, "reason": str(error)},
            )
            return
        self._take(version, texts, prompts)
        log.info("new calls get another prompt", extra={"prompt": version})
        await _on_thread(lambda: self._remember(version, texts))

    def _take(self, version: str, texts: object, prompts: PromptSet) -> None:
        self.prompts, self.version = prompts, version
        self._known, self._refused = (version, _sha(texts)), None

    async def _go_back(self) -> None:
        if self._known is None:
            return
        self.prompts, self.version, self._known = packaged(), VERSION, None
        log.info("new calls get the packaged prompt", extra={"prompt": VERSION})
        await _on_thread(lambda: _forget(self._path))

    def _remember(self, version: str, texts: object) -> None:
        kept = {"version": version, "texts": texts, "sha": _sha(texts)}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._draft.write_text(json.dumps(kept), encoding="utf-8")
            self._draft.replace(self._path)
        except OSError as error:
            log.warning("prompt not kept", extra={"errno": error.errno})


def _published(connection: Connection) -> Row | None:
    return one(
        connection, "SELECT version, texts FROM prompts WHERE state = 'published'"
    )


def _sha(texts: object) -> str:
    return hash_of(json.dumps(texts, sort_keys=True))


def _read(path: Path) -> tuple[str, dict[str, str]] | None:
    """Return version and texts of the cache, ``None`` unless all of it is right."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        kept = json.loads(path.read_bytes())
        version, texts, sha = kept["version"], kept["texts"], kept["sha"]
        prompts_of(version, texts)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        log.warning("the kept prompt is damaged")
        return None
    return (version, texts) if sha == _sha(texts) else None


def _forget(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


async def _on_thread(work: Callable[[], None]) -> None:
    await trio.to_thread.run_sync(work)

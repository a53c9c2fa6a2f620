"""Replies of a model on file, found again by the key of their request (layer 1).

A miss is a failure with the nearest request beside it, never a live call. A request that
was recorded with another prompt or other tools is stale, and stale is no pass either.
Files hold no personal data: what the caller dictated stands in a reply as a reference into
the request, and whatever the sanitizer or the secret scan still finds is not written.
"""

from __future__ import annotations

import difflib
import gzip
import json
import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import trio

from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.engines.errors import EngineError
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import Language
from callcore.shared.observe.pii import mask
from chaos.prompts.canonical import Asked, Request, request_of
from chaos.prompts.references import UnfitForFile, filled, fit

LAST_LINES: Final = 2  # of a request are kept for the diff
LAST_CHARS: Final = 160  # of each
NEAREST: Final = 200  # entries that a miss is compared with
MAX_FILE_BYTES: Final = 32_000_000
SECRETS: Final = re.compile(
    r"sk-[A-Za-z0-9_-]{16,}|Bearer\s+[\w.~+/-]{16,}|AIza[\w-]{30,}|AKIA[A-Z0-9]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{20,}|xox[abps]-[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}"
)


@dataclass(slots=True)
class Cassette:
    """The replies of one model in one language; ``facts`` say what was recorded when."""

    facts: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, entry: dict[str, Any]) -> None:
        """Keep an entry; the same request has one reply."""
        self.entries.setdefault(entry["key"], entry)

    def save(self, path: Path) -> None:
        """Write the file whole, the same bytes for the same content."""
        rows = [self.facts, *(self.entries[key] for key in sorted(self.entries))]
        text = "".join(
            json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode(), mtime=0))

    @classmethod
    def load(cls, path: Path) -> Cassette:
        """Read a file; raises ``OSError``, or ``ValueError`` if it is none of ours."""
        with gzip.open(path) as file:
            text = file.read(MAX_FILE_BYTES).decode()
        facts, *rows = map(json.loads, text.splitlines())
        return cls(facts, {row["key"]: row for row in rows})


class Recorder:
    """A :class:`~callcore.engines.ports.LanguageModel` that writes down another one.

    A reply is asked for to its end before any of it is given on, because a call may stop
    listening in the middle. ``today``: the day, as a date.
    """

    def __init__(
        self,
        model: LanguageModel,
        asked: Asked,
        cassette: Cassette,
        today: str,
        invented: frozenset[str] = frozenset(),
    ) -> None:
        self.name = model.name
        self.unfit: list[str] = []  #: why replies are not on file
        self._model, self._asked, self._today = model, asked, today
        self._cassette, self._invented = cassette, invented

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """Stream the reply of the other model, and keep it."""
        heard: list[tuple[float, Delta]] = []
        before_s = trio.current_time()
        async with self._model.reply(messages, tools, language) as deltas:
            async for delta in deltas:
                now_s = trio.current_time()
                heard.append((now_s - before_s, delta))
                before_s = now_s
                if isinstance(delta, Finished):
                    break
        request = request_of(self._asked, messages, tools, language)
        try:
            self._cassette.add(self._entry(request, messages, heard))
        except UnfitForFile as exc:
            self.unfit.append(str(exc))
        for gap_s, delta in heard:
            await trio.sleep(gap_s)
            yield delta

    def _entry(
        self,
        request: Request,
        messages: Sequence[Message],
        heard: Iterable[tuple[float, Delta]],
    ) -> dict[str, Any]:
        last = [mask(line)[:LAST_CHARS] for line in request.lines[-LAST_LINES:]]
        entry = {
            "key": request.key,
            "talk": request.talk,
            "prompt": request.prompt_sha[:16],
            "prompt_version": self._asked.prompt_version,
            "tools": request.tools_sha[:16],
            "model": self._asked.model,
            "trial": self._asked.trial,
            "turns": len(request.lines),
            "last": last,
            "day": self._today,
            "deltas": [self._written(gap_s, delta, messages) for gap_s, delta in heard],
        }
        if SECRETS.search(json.dumps(entry, ensure_ascii=False)):
            raise UnfitForFile("a secret")
        return entry

    def _written(
        self, gap_s: float, delta: Delta, messages: Sequence[Message]
    ) -> list[str | int | float]:
        gap_ms = round(1000 * gap_s, 1)
        match delta:
            case TextDelta(text):
                return [gap_ms, "t", fit(text, messages, self._invented)]
            case ToolCall():
                arguments = fit(delta.arguments, messages, self._invented)
                return [gap_ms, "c", delta.id, delta.name, arguments]
            case Finished():
                return [gap_ms, "f", delta.reason, delta.tokens_in, delta.tokens_out]


class Player:
    """A :class:`~callcore.engines.ports.LanguageModel` that only knows its cassette.

    ``misses`` and ``stale`` say what was asked and is not on file.
    """

    def __init__(self, cassette: Cassette, asked: Asked) -> None:
        self.name = asked.model
        self.misses: list[str] = []
        self.stale: list[str] = []
        self.used: set[str] = set()
        self._cassette, self._asked = cassette, asked
        self._by_talk = {row["talk"]: row for row in cassette.entries.values()}

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """Stream what was recorded, at its pace; ``EngineError`` if nothing was."""
        request = request_of(self._asked, messages, tools, language)
        row = self._cassette.entries.get(request.key)
        if row is None:
            raise EngineError(self.name, self._not_there(request))
        self.used.add(request.key)
        for written in row["deltas"]:
            await trio.sleep(written[0] / 1000)
            yield _read(written, messages)

    def _not_there(self, request: Request) -> str:
        old = self._by_talk.get(request.talk)
        if old is not None:
            self.stale.append(why_stale(old, request))
            return "cassette-stale"
        self.misses.append(difference(self._cassette, request))
        return "cassette-miss"


def why_stale(old: Mapping[str, Any], request: Request) -> str:
    """Say what has changed since a reply was recorded."""
    prompt = old["prompt"] != request.prompt_sha[:16]
    tools = old["tools"] != request.tools_sha[:16]
    what = [name for name, differs in (("prompt", prompt), ("tools", tools)) if differs]
    return f"{' and '.join(what) or 'prompt version'} changed since {old['day']}"


def difference(cassette: Cassette, request: Request) -> str:
    """Return a miss beside the nearest request on file, line by line."""
    wanted = [mask(line)[:LAST_CHARS] for line in request.lines[-LAST_LINES:]]
    rows = sorted(
        cassette.entries.values(),
        key=lambda row: (abs(row["turns"] - len(request.lines)), row["key"]),
    )[:NEAREST]
    if not rows:
        return "the cassette is empty"
    text = "\n".join(wanted)

    def likeness(row: Mapping[str, Any]) -> float:
        near = "\n".join(row["last"])
        return difflib.SequenceMatcher(None, near, text, autojunk=False).ratio()

    nearest = max(rows, key=likeness)
    lines = difflib.unified_diff(
        nearest["last"], wanted, "nearest on file", "asked now", lineterm="", n=1
    )
    return "\n".join(lines) or "it differs only before its last messages"


# -- deltas on file ------------------------------------------------------------------


def _read(written: Sequence[Any], messages: Sequence[Message]) -> Delta:
    match written[1]:
        case "t":
            return TextDelta(filled(written[2], messages))
        case "c":
            return ToolCall(written[2], written[3], filled(written[4], messages))
        case _:
            return Finished(written[2], written[3], written[4])

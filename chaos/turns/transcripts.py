"""What Whisper writes for a stretch of audio, kept on disk: decoding is the slow part."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from callcore.engines.stt.whisper import Heard
from callcore.shared.ids import Language


class Decodes(Protocol):
    """A speech model; see ``callcore.engines.stt.whisper``."""

    def decode(self, pcm: bytes, language: Language) -> Heard:
        """Return what ``pcm`` says; blocks."""


class Transcripts:
    """Texts by the hash of their audio, one JSON line each, a file per language."""

    def __init__(
        self, folder: Path, language: Language, load: Callable[[], Decodes]
    ) -> None:
        self._path = folder / f"texts-{language}.jsonl"
        self._language: Language = language
        self._load = load
        self._model: Decodes | None = None
        self._known = dict(_lines(self._path))
        self.decoded = 0  #: how many were not on disk

    def knows(self, pcm: bytes) -> bool:
        """Return whether the text of ``pcm`` costs nothing."""
        return _key(pcm) in self._known

    def text(self, pcm: bytes) -> str:
        """Return what ``pcm`` says; blocks for half a second if it is new."""
        key = _key(pcm)
        if key not in self._known:
            if self._model is None:
                self._model = self._load()
            self._known[key] = self._model.decode(pcm, self._language).text
            self.decoded += 1
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, self._known[key]], ensure_ascii=False))
                file.write("\n")
        return self._known[key]


def _key(pcm: bytes) -> str:
    return sha256(pcm).hexdigest()[:24]


def _lines(path: Path) -> list[tuple[str, str]]:
    """Return what is on disk; a line that a killed program left half written is dropped."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            key, text = json.loads(line)
        except ValueError:
            continue
        found.append((str(key), str(text)))
    return found

"""Spoken turns whose pauses are split by construction: the data of the bench.

``load`` makes them once, from offline voices, into the cache; the same code makes the
same turns on every machine with the same voices. Voices, recordings and sentences of
``test`` occur in no other split.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np

from callcore.shared.ids import Language

Split = Literal["train", "tune", "test"]
SPLITS: Final[tuple[Split, ...]] = get_args(Split)
#: everything that the turns depend on; a change makes them anew
_MAKERS: Final = (
    "sample",
    "texts_en",
    "texts_ru",
    "texts_uk",
    "markup",
    "filling",
    "pauselengths",
    "stretching",
    "silences",
    "voices",
    "making",
    "planning",
    "room",
    "humans",
    "prompts",
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of 100 ms or more, in ms from the turn's first sample."""

    start_ms: int
    end_ms: int

    @property
    def ms(self) -> int:
        """Return how long it is."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Turn:
    """One caller's turn, 8 kHz 16-bit, with 300 ms of line before it.

    The last pause is the end of the turn and lasts to the end of ``pcm``; the others are
    holds, in which a listener must wait. ``words`` are (end_ms, word).
    """

    id: str
    language: Language
    kind: str
    voice: str
    split: Split
    asked: str
    pcm: bytes
    pauses: tuple[Pause, ...]
    words: tuple[tuple[int, str], ...]

    @property
    def end_ms(self) -> int:
        """Return when the caller has finished."""
        return self.pauses[-1].start_ms

    @property
    def holds(self) -> tuple[Pause, ...]:
        """Return the pauses in which the caller has not finished."""
        return self.pauses[:-1]


def load(split: str, language: Language, cache: Path) -> list[Turn]:
    """Return the turns of ``split``; makes them if they are not in ``cache`` (1 minute).

    Raises :exc:`chaos.turns.voices.VoicesMissing` if a voice is not on this machine, and
    ``ValueError`` for an unknown split.
    """
    from chaos.turns import humans, planning  # they load voices and know this module

    known = next((one for one in SPLITS if one == split), None)
    if known is None:
        raise ValueError(f"no such split: {split}; there are {', '.join(SPLITS)}")
    folder = cache / "turns"
    recordings = humans.recordings(language, cache) if split == "test" else ()
    mark = f"{_recipe()}-{len(recordings)}"
    path = folder / f"{language}-{split}-{mark}.npz"
    if path.is_file():
        return read(path)
    turns = planning.make(known, language, cache, recordings)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{language}-{split}-*.npz"):
        old.unlink()
    write(path, turns)
    return turns


def write(path: Path, turns: Sequence[Turn]) -> None:
    """Write ``turns`` beside ``path`` and rename, so nobody reads half a file."""
    about = [
        {
            "id": turn.id,
            "language": turn.language,
            "kind": turn.kind,
            "voice": turn.voice,
            "split": turn.split,
            "asked": turn.asked,
            "bytes": len(turn.pcm),
            "pauses": [(pause.start_ms, pause.end_ms) for pause in turn.pauses],
            "words": turn.words,
        }
        for turn in turns
    ]
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(
            file,
            about=np.frombuffer(json.dumps(about).encode(), np.uint8),
            pcm=np.frombuffer(b"".join(turn.pcm for turn in turns), "<i2"),
        )
    part.replace(path)


def read(path: Path) -> list[Turn]:
    """Return what :func:`write` wrote."""
    with np.load(path) as stored:
        about: list[dict[str, Any]] = json.loads(stored["about"].tobytes())
        pcm = stored["pcm"].astype("<i2").tobytes()
    turns, at = [], 0
    for entry in about:
        size = entry.pop("bytes")
        entry["pauses"] = tuple(Pause(*pause) for pause in entry["pauses"])
        entry["words"] = tuple((end, word) for end, word in entry["words"])
        turns.append(Turn(pcm=pcm[at : at + size], **entry))
        at += size
    return turns


def _recipe() -> str:
    """Return a hash of the code and the texts that make the turns."""
    folder = Path(__file__).parent
    digest = sha256()
    for name in _MAKERS:
        digest.update((folder / f"{name}.py").read_bytes())
    return digest.hexdigest()[:12]

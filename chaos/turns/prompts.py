"""Recorded human voices: telephone prompts of two studio speakers, with their texts.

They come from Debian (English CC-BY-SA-3.0, Russian CC-BY-3.0), fetched into the cache
without root, exactly like the voices of RHVoice. For Ukrainian there are none.
"""

from __future__ import annotations

import gzip
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.audio.pcm import samples_of
from callcore.audio.wav import WavError, decode_untrusted
from callcore.engines import fetch as debian
from callcore.engines.fetch import FetchError
from callcore.shared.audioformat import SAMPLE_RATE_HZ
from callcore.shared.ids import Language

Audio = NDArray[np.float64]

_private_apt, _run = debian._private_apt, debian._run  # noqa: SLF001 -- one way to fetch
_FOLDERS: Final[Mapping[Language, str]] = {"en": "en_US_*", "ru": "ru_RU_*"}
_PACKAGES: Final = tuple(
    f"asterisk-core-sounds-{language}{part}"
    for language in _FOLDERS
    for part in ("", "-wav")
)
_DATA: Final = Path("usr/share")
_LEAST_WORDS: Final = 4
_LENGTH_S: Final = (1.2, 8.0)
#: a whole sentence: it begins and ends like one, and there is none other inside
_SENTENCE: Final = re.compile(r"[A-ZА-Я][^.!?:;\d/\[\]()\"«»]+[.!]")
_PLACES: Final = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Recording:
    """A sentence as somebody really said it, or one digit."""

    name: str
    text: str
    audio: Audio


def fetch(cache: Path) -> Path:
    """Return the folder with the recordings; fetches them once (37 MB).

    Raises :exc:`callcore.engines.fetch.FetchError` with a sentence.
    """
    target = cache / "prompts"
    if target.is_dir():
        return target
    sys.stderr.write("fetching recorded prompts from Debian's index, 37 MB ...\n")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".prompts-", dir=cache) as name:
            scratch = Path(name)
            tree = scratch / "tree"
            apt = ["apt-get", *_private_apt(scratch), "-qq"]
            _run([*apt, "update"], scratch, "cannot reach a Debian index")
            _run(
                [*apt, "download", *_PACKAGES],
                scratch,
                "the Debian index of this machine has no recorded prompts",
            )
            for package in sorted(scratch.glob("*.deb")):
                command = ["dpkg", "-x", str(package), str(tree)]
                _run(command, scratch, "dpkg cannot unpack")
            tree.replace(target)
    except OSError as error:
        raise FetchError(f"cannot fetch recordings: {error.strerror}") from error
    return target


def sentences(language: Language, folder: Path) -> list[Recording]:
    """Return the recorded sentences of ``language``, in the order of their names."""
    found = []
    for name, text in _transcripts(language, folder).items():
        if not _SENTENCE.fullmatch(text) or len(_PLACES.findall(text)) < _LEAST_WORDS:
            continue
        audio = _audio(language, folder, name)
        low, high = _LENGTH_S
        if audio is not None and low <= len(audio) / SAMPLE_RATE_HZ <= high:
            found.append(Recording(name, text, audio))
    return found


def digits(language: Language, folder: Path) -> list[Recording]:
    """Return "0" to "9", recorded one by one; empty if one of them is missing."""
    found = [(str(n), _audio(language, folder, f"digits/{n}")) for n in range(10)]
    whole = [Recording(name, name, audio) for name, audio in found if audio is not None]
    return whole if len(whole) == len(found) else []


def transcripts(lines: str) -> dict[str, str]:
    """Return the texts of a list of ``name: text`` lines by name, sorted."""
    pairs = (line.partition(": ") for line in lines.splitlines() if ": " in line)
    texts = {name.strip(): " ".join(text.split()) for name, _, text in pairs}
    return dict(sorted(texts.items()))


def _transcripts(language: Language, folder: Path) -> dict[str, str]:
    documents = folder / _DATA / f"doc/asterisk-core-sounds-{language}"
    path = documents / f"core-sounds-{language}.txt.gz"
    if language not in _FOLDERS or not path.is_file():
        return {}
    return transcripts(gzip.decompress(path.read_bytes()).decode(errors="replace"))


def _audio(language: Language, folder: Path, name: str) -> Audio | None:
    """Return a recording, ``None`` if it is not there or not at 8 kHz."""
    if language not in _FOLDERS:
        return None
    sounds = folder / _DATA / "asterisk/sounds"
    paths = sorted(sounds.glob(f"{_FOLDERS[language]}/{name}.wav"))
    if not paths:
        return None
    try:
        wav = decode_untrusted(paths[0].read_bytes())
    except WavError:
        return None
    if wav.rate_hz != SAMPLE_RATE_HZ or wav.channels != 1:
        return None
    return samples_of(wav.pcm).astype(np.float64) / 32768

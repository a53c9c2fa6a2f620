"""whisper.cpp on one core: how fast it is, and how often it errs.

A process of its own that keeps to one core and decodes with one thread. The real-time
factor is processor time over audio time: what else runs on the machine moves it little,
and on an idle machine it is the waiting time.

    python -m chaos.bench.recognition MODEL_FILE CACHE CLIPS [LANGUAGE ...]
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from callcore.engines.rollout.comparing import distance
from callcore.engines.stt.whisper import Heard, NativeWhisper
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.ids import LANGUAGES, Language
from chaos.bench import measured
from chaos.bench.clips import Clips, ClipsMissing, clips_of
from chaos.bench.load import quantile_ms

_ENGLISH_TOKENS: Final = 51_864  # Whisper's vocabulary without other languages
_TOKENS_AT: Final = 4  # in a ggml file, behind the magic number
LONGEST_S: Final = 1800.0
CORE: Final = 1


class Decodes(Protocol):
    """See :class:`callcore.engines.stt.whisper.NativeWhisper`."""

    def decode(self, pcm: bytes, language: Language) -> Heard:
        """Return what ``pcm`` says; blocks."""


@dataclass(slots=True)
class Recognised:
    """What a model made of the clips of one language."""

    language: Language
    voice: str
    clips: int = 0
    audio_s: float = 0.0
    cpu_s: float = 0.0
    decode_p50_ms: float | None = None
    words: int = 0
    word_errors: int = 0
    chars: int = 0
    char_errors: int = 0


def measure(
    model: Path, cache: Path, clips: int, languages: Sequence[Language] = LANGUAGES
) -> list[dict[str, Any]]:
    """Return a row for each language that ``model`` knows, from another process.

    A language without speech on this machine has only ``language`` and ``missing``, a
    sentence. Raises ``subprocess.SubprocessError`` if the process fails.
    """
    command = [sys.executable, "-m", "chaos.bench.recognition"]
    command += [str(model), str(cache), str(clips), *languages]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    measured.pin(process.pid, CORE)  # before it has threads: they inherit it
    try:
        told, _ = process.communicate(timeout=LONGEST_S)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return [json.loads(line) for line in told.splitlines()]


def knows(model: Path, languages: Sequence[Language]) -> Sequence[Language]:
    """Return those of ``languages`` that a ggml file knows."""
    with model.open("rb") as file:
        file.seek(_TOKENS_AT)
        (tokens,) = struct.unpack("<i", file.read(4))
    if tokens == _ENGLISH_TOKENS:
        return [language for language in languages if language == "en"]
    return languages


def recognise(model: Decodes, spoken: Clips) -> Recognised:
    """Decode all clips, one after the other."""
    found = Recognised(spoken.language, spoken.voice)
    decodes = []
    model.decode(spoken.clips[0].pcm, spoken.language)  # buffers grow once
    for clip in spoken.clips:
        begun_s, begun_cpu_s = time.perf_counter(), time.process_time()
        heard = model.decode(clip.pcm, spoken.language)
        found.cpu_s += time.process_time() - begun_cpu_s
        decodes.append(time.perf_counter() - begun_s)
        found.clips += 1
        found.audio_s += len(clip.pcm) / BYTES_PER_S
        errors = distance(clip.text, heard.text, spoken.language)
        found.words += errors.words
        found.word_errors += errors.word_errors
        found.chars += errors.chars
        found.char_errors += errors.char_errors
    found.decode_p50_ms = quantile_ms(sorted(decodes), 0.5)
    return found


def rows(
    model: Path, cache: Path, clips: int, languages: Sequence[Language]
) -> Iterator[dict[str, Any]]:
    """Yield a row for each language."""
    native = NativeWhisper(model, threads=1)
    for language in knows(model, languages):
        try:
            spoken = clips_of(language, cache, clips)
        except ClipsMissing as missing:
            yield {"language": language, "missing": str(missing)}
            continue
        yield asdict(recognise(native, spoken))


def main() -> None:
    """Run from the command line."""
    model, cache, clips, *languages = sys.argv[1:]
    known: Sequence[Language] = [one for one in LANGUAGES if one in languages]
    for row in rows(Path(model), Path(cache), int(clips), known):
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()

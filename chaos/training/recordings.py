"""People's recordings to train with: Debian's Asterisk prompts and a Russian reader.

Synthetic voices have few ways to end; people have many. Taken are the prompts in French
and Italian (the English and Russian ones are for the test), and the 620 sentences
of a Russian reader. A prompt is finished where it ends in a full stop; it is
not at silences within a sentence, nor at the end of those that are said before a number
or a name ("You have ...").
"""

from __future__ import annotations

import gzip
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from callcore.audio.pcm import Span, peak_dbfs, silence, speech_spans
from callcore.audio.wav import WavError, decode_untrusted, to_line
from chaos.training.examples import Clip

#: not Spanish: its speaker is the English one, by whom the result is tested
PROMPT_LANGUAGES: Final = ("fr", "it")
PACKAGES: Final = (
    *(f"asterisk-core-sounds-{code}" for code in PROMPT_LANGUAGES),
    *(f"asterisk-core-sounds-{code}-wav" for code in PROMPT_LANGUAGES),
    "asterisk-prompt-it-menardi-wav",
    "festvox-ru",
)
#: prompts whose sentence goes on after them, in whatever language
BEFORE_MORE: Final = frozenset(
    {
        *("conf-enteringno", "conf-thereare", "queue-holdtime", "queue-less-than"),
        *("queue-reporthold", "queue-thereare", "vm-and", "vm-for", "vm-from"),
        *("vm-from-extension", "vm-from-phonenumber", "vm-num-i-have", "vm-onefor"),
        *("vm-press", "vm-received", "vm-savedto", "vm-theperson", "vm-youhave"),
        *("followme/call-from", "priv-callpending"),
    }
)
READER: Final = "usr/share/festival/voices/russian/msu_ru_nsh_clunits"
_FETCH_S: Final = 600
_LEAD_IN_MS: Final = 300
_TRAIL_MS: Final = 600  # more than a judge is ever asked after
_LEAST_PAUSE_MS: Final = 100
_LEAST_SPEECH_MS: Final = 500  # "from", "seconds": no melody to judge
_BELOW_PEAK_DB: Final = 38  # a studio: its breath is lower, its softest syllable higher
_STOP: Final = re.compile(r"[.!?]\s*$")
_INNER_STOP: Final = re.compile(r"[.!?:;].*\w")
_PROMPT: Final = re.compile(r"^([\w/-]+):\s*(.+)$", re.MULTILINE)
_SENTENCE: Final = re.compile(r'^\( (\w+) "(.+)" \)$', re.MULTILINE)


class RecordingsError(Exception):
    """The recordings cannot be had here; ``str()`` is one sentence."""


def load_recordings(cache: Path) -> list[Clip]:
    """Return all of them, fetched once into the cache. Raises RecordingsError."""
    folder = cache / "recordings"
    if not folder.is_dir():
        _fetch(folder)
    return [*prompts(folder), *reader(folder)]


def prompts(
    folder: Path, languages: tuple[str, ...] = PROMPT_LANGUAGES
) -> Iterator[Clip]:
    """Yield the prompts below an unpacked ``folder`` whose ends we can name."""
    documents = folder / "usr/share/doc"
    for language in languages:
        text_file = (
            documents / f"asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz"
        )
        if not text_file.is_file():
            continue
        texts = dict(_PROMPT.findall(gzip.decompress(text_file.read_bytes()).decode()))
        for voice in sorted(folder.glob(f"usr/share/asterisk/sounds/{language}_*")):
            for name, text in sorted(texts.items()):
                if name not in BEFORE_MORE and not _STOP.search(text):
                    continue
                path = voice / f"{name}.wav"
                complete = name not in BEFORE_MORE
                yield from _clip(path, voice.name, language, text, complete=complete)


def reader(folder: Path) -> Iterator[Clip]:
    """Yield the sentences of the Russian reader below an unpacked ``folder``."""
    texts = folder / READER / "etc/txt.done.data"
    if not texts.is_file():
        return
    for name, text in _SENTENCE.findall(texts.read_text(encoding="utf-8")):
        path = folder / READER / "wav" / f"{name}.wav"
        yield from _clip(path, "reader", "ru", text, complete=bool(_STOP.search(text)))


def _clip(
    path: Path, voice: str, language: str, text: str, *, complete: bool
) -> Iterator[Clip]:
    if not path.is_file():
        return
    try:
        pcm = to_line(decode_untrusted(path.read_bytes()))
    except WavError as error:
        raise RecordingsError(f"{path.name} is not a recording: {error}") from error
    spans = speech_spans(
        pcm, _LEAST_PAUSE_MS - 1, threshold_dbfs=peak_dbfs(pcm) - _BELOW_PEAK_DB
    )
    if sum(span.ms for span in spans) < _LEAST_SPEECH_MS:
        return
    if _INNER_STOP.search(text.rstrip(" .!?")):
        spans = spans[-1:]  # which of its silences end a sentence, nobody wrote down
    yield _placed(f"{voice}:{path.stem}", voice, language, pcm, spans, complete)


def _placed(
    name: str, voice: str, language: str, pcm: bytes, spans: list[Span], complete: bool
) -> Clip:
    """Return the speech between quiet noise; what the studio left behind it goes."""
    body = pcm[: spans[-1].end_ms * 16]
    starts = [span.end_ms for span in spans]
    ends = [span.start_ms for span in spans[1:]] + [spans[-1].end_ms + _TRAIL_MS]
    pauses = tuple(
        (start + _LEAD_IN_MS, end + _LEAD_IN_MS)
        for start, end in zip(starts, ends, strict=True)
    )
    whole = silence(_LEAD_IN_MS) + body + silence(_TRAIL_MS)
    return Clip(name, voice, language, whole, pauses, complete)


def _fetch(folder: Path) -> None:
    """Download and unpack the packages with apt, without root."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        tree = Path(scratch) / "tree"
        _run(["apt-get", "-qq", "download", *PACKAGES], scratch)
        for package in sorted(Path(scratch).glob("*.deb")):
            _run(["dpkg", "-x", str(package), str(tree)], scratch)
        tree.replace(folder)


def _run(command: list[str], folder: str) -> None:
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, timeout=_FETCH_S
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise RecordingsError(f"{command[0]} cannot fetch the recordings") from error

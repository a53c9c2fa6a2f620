"""From the worker's stereo WAV to what is kept: Ogg/Opus, or the WAV itself. Blocking."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import soundfile

from callcore.shared.recordings.peaks import Unplayable

BLOCK_FRAMES: Final = (
    80_000  # 10 s of a line: memory stays small however long a call was
)


def encode(wav: Path, opus: Path) -> int:
    """Write ``wav`` as ``opus``; return its length in ms.

    About 0.5 s of a core for a minute. Raises :exc:`Unplayable` for what is no recording,
    and :exc:`OSError` for a disk that does not take it.
    """
    try:
        source = soundfile.SoundFile(wav)
    except soundfile.LibsndfileError as error:
        raise Unplayable(f"libsndfile-{error.code}") from None
    with source:
        frames = _write(source, opus)
        if opus.stat().st_size == 0:
            raise OSError("nothing was written")
        return int(1000 * frames // source.samplerate)


def _write(source: soundfile.SoundFile, opus: Path) -> int:
    """Return how many frames were written; whatever fails here is the disk's fault."""
    line = {"samplerate": source.samplerate, "channels": source.channels}
    written = 0
    try:
        with soundfile.SoundFile(opus, "w", **line, format="OGG", subtype="OPUS") as to:
            for block in source.blocks(BLOCK_FRAMES, dtype="int16", always_2d=True):
                to.write(block)
                written += len(block)
    except soundfile.LibsndfileError as error:
        raise OSError(f"libsndfile-{error.code}") from None
    return written


def length_ms(wav: Path) -> int:
    """Return how long a recording is. Raises :exc:`Unplayable`."""
    try:
        info = soundfile.info(wav)
    except soundfile.LibsndfileError as error:
        raise Unplayable(f"libsndfile-{error.code}") from None
    return int(1000 * info.frames // info.samplerate)

"""Russian, Ukrainian and English by RHVoice 1.8, through its C interface.

HMM voices: not pretty, but 60 times faster than speech, with word times. The library and
its data are found in the cache (``just voices``) or where Debian installs them.

RHVoice.h, as far as it is used: an engine gets callbacks once; a message is a text with a
voice; ``RHVoice_speak`` calls back from the thread it is called on, with 100 ms of 24 kHz
audio at a time, and between them with the positions of words in bytes of UTF-8. A word's
end is reported before the 100 ms in which it lies are complete, so marks are early by up
to that much.
"""

from __future__ import annotations

import ctypes as c
import ctypes.util
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import soxr
from numpy.typing import NDArray

from callcore.engines.ports import SpeechChunk
from callcore.engines.tts.native import Emit, VoiceError
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

_RATE: Final = c.CFUNCTYPE(c.c_int, c.c_int, c.c_void_p)
_PLAY: Final = c.CFUNCTYPE(c.c_int, c.POINTER(c.c_short), c.c_uint, c.c_void_p)
_NAMED: Final = c.CFUNCTYPE(c.c_int, c.c_char_p, c.c_void_p)
_PLACE: Final = c.CFUNCTYPE(c.c_int, c.c_uint, c.c_uint, c.c_void_p)
_DONE: Final = c.CFUNCTYPE(None, c.c_void_p)

_PLAIN_TEXT: Final = 0
_GO_ON, _STOP = 1, 0


class _Callbacks(c.Structure):
    _fields_ = [  # type: ignore[mutable-override]
        ("set_sample_rate", _RATE),
        ("play_speech", _PLAY),
        ("process_mark", _NAMED),
        ("word_starts", _PLACE),
        ("word_ends", _PLACE),
        ("sentence_starts", _PLACE),
        ("sentence_ends", _PLACE),
        ("play_audio", _NAMED),
        ("done", _DONE),
    ]


class _InitParams(c.Structure):
    _fields_ = [  # type: ignore[mutable-override]
        ("data_path", c.c_char_p),
        ("config_path", c.c_char_p),
        ("resource_paths", c.POINTER(c.c_char_p)),
        ("callbacks", _Callbacks),
        ("options", c.c_uint),
    ]


class _SynthParams(c.Structure):
    _fields_ = [  # type: ignore[mutable-override]
        ("voice_profile", c.c_char_p),
        ("absolute_rate", c.c_double),
        ("absolute_pitch", c.c_double),
        ("absolute_volume", c.c_double),
        ("relative_rate", c.c_double),
        ("relative_pitch", c.c_double),
        ("relative_volume", c.c_double),
        ("punctuation_mode", c.c_int),
        ("punctuation_list", c.c_char_p),
        ("capitals_mode", c.c_int),
        ("flags", c.c_int),
    ]


@dataclass(frozen=True, slots=True)
class RhvoiceFiles:
    """Where the library and the data are; ``folder`` is empty for an installed library."""

    folder: Path | None
    data: Path


def find_rhvoice(cache: Path) -> RhvoiceFiles | None:
    """Return the files in the cache or, without them, the installed ones."""
    root = cache / "rhvoice" / "usr"
    libraries = sorted(root.glob("lib/*/libRHVoice.so.5"))
    if libraries:
        return RhvoiceFiles(libraries[0].parent, root / "share/RHVoice")
    installed = Path("/usr/share/RHVoice")
    if ctypes.util.find_library("RHVoice") and installed.is_dir():
        return RhvoiceFiles(None, installed)
    return None


@dataclass(slots=True)
class _Speech:
    """One sentence on its way out."""

    text: bytes
    emit: Emit
    resampler: Any = None
    rate_hz: int = SAMPLE_RATE_HZ
    taken: int = 0  # samples from RHVoice, at its rate
    sent: int = 0  # samples handed out, at 8 kHz
    marks: list[tuple[int, int]] = field(default_factory=list)
    stopped: bool = False

    def set_rate(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self.resampler = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")

    def mark(self, byte_end: int) -> None:
        sample = self.taken * SAMPLE_RATE_HZ // self.rate_hz
        chars = len(self.text[:byte_end].decode(errors="ignore"))
        self.marks.append((sample, chars))

    def take(self, samples: NDArray[np.int16], *, last: bool = False) -> bool:
        self.taken += len(samples)
        pcm = self.resampler.resample_chunk(samples, last=last).astype("<i2").tobytes()
        self.sent += len(pcm) // SAMPLE_BYTES
        return self._hand_out(pcm)

    def finish(self) -> None:
        if self.resampler is None:  # nothing to say: "..." or an empty text
            self.marks.append((0, len(self.text.decode())))
            self._hand_out(b"")
            return
        total = self.taken * SAMPLE_RATE_HZ // self.rate_hz
        whole = (total, len(self.text.decode()))
        self.marks = [mark for mark in self.marks if mark[1] < whole[1]] + [whole]
        self.take(np.zeros(0, np.int16), last=True)

    def _hand_out(self, pcm: bytes) -> bool:
        marks, self.marks = tuple(self.marks), []
        if (pcm or marks) and not self.emit(SpeechChunk(pcm, marks)):
            self.stopped = True
        return not self.stopped


class Rhvoice:
    """The library with its data. One thread at a time."""

    def __init__(self, files: RhvoiceFiles) -> None:
        """Load it (10 ms). Raises :exc:`VoiceError`."""
        self._library = _load(files)
        self._speech: _Speech | None = None
        self._params = _InitParams(
            data_path=str(files.data).encode(),
            config_path=b"/nonexistent",
            callbacks=self._callbacks(),
        )
        self._engine = self._library.RHVoice_new_tts_engine(c.byref(self._params))
        if not self._engine:
            raise VoiceError("rhvoice-has-no-voices")

    def speak(self, voice: str, text: str, emit: Emit) -> None:
        """Speak; blocks until it is all handed out. Raises :exc:`VoiceError`."""
        if not text.strip():
            return
        encoded = text.replace("\0", " ").encode()
        params = _SynthParams(voice.encode(), 0, 0, 0, 1, 1, 1, 0, None, 0, 0)
        message = self._library.RHVoice_new_message(
            self._engine, encoded, len(encoded), _PLAIN_TEXT, c.byref(params), None
        )
        if not message:
            raise VoiceError("rhvoice-lacks-the-voice")
        self._speech = speech = _Speech(encoded, emit)
        try:
            done = self._library.RHVoice_speak(message)
        finally:
            self._speech = None
            self._library.RHVoice_delete_message(message)
        if not speech.stopped:
            if not done:
                raise VoiceError("rhvoice-failed")
            speech.finish()

    def _callbacks(self) -> _Callbacks:
        return _Callbacks(
            set_sample_rate=_RATE(self._on_rate),
            play_speech=_PLAY(self._on_speech),
            word_ends=_PLACE(self._on_word_end),
        )

    def _on_rate(self, rate_hz: int, _user: object) -> int:
        if self._speech is not None:
            self._speech.set_rate(rate_hz)
        return _GO_ON

    def _on_speech(
        self, samples: c._Pointer[c.c_short], count: int, _user: object
    ) -> int:
        if self._speech is None:
            return _STOP
        copied = np.ctypeslib.as_array(samples, shape=(count,)).copy()
        return _GO_ON if self._speech.take(copied) else _STOP

    def _on_word_end(self, position: int, length: int, _user: object) -> int:
        if self._speech is not None:
            self._speech.mark(position + length)
        return _GO_ON


class NativeRhvoice:
    """One voice of RHVoice."""

    def __init__(self, library: Rhvoice, voice: str, warm_up: str) -> None:
        """Load the voice by letting it say ``warm_up`` (0.1 s). Raises VoiceError."""
        self.name = f"rhvoice:{voice}"
        self._library = library
        self._voice = voice
        self.say(warm_up, lambda _chunk: True)

    def say(self, text: str, emit: Emit) -> None:
        """Speak ``text``; see :class:`~callcore.engines.tts.native.NativeVoice`."""
        self._library.speak(self._voice, text, emit)


def _load(files: RhvoiceFiles) -> c.CDLL:
    try:
        if files.folder is not None:
            # the main library finds these by name once they are loaded
            for name in ("libsonic.so.0", "libRHVoice_core.so.7"):
                path = files.folder / name
                if path.exists():
                    c.CDLL(str(path), mode=c.RTLD_GLOBAL)
        where = f"{files.folder}/" if files.folder else ""
        library = c.CDLL(f"{where}libRHVoice.so.5")
    except OSError as error:
        raise VoiceError("rhvoice-does-not-load") from error
    for function, result, arguments in _SIGNATURES:
        found = cast("Callable[..., Any]", getattr(library, function))
        found.restype, found.argtypes = result, arguments  # type: ignore[attr-defined]
    return library


_SIGNATURES: Final = (
    ("RHVoice_new_tts_engine", c.c_void_p, [c.c_void_p]),
    (
        "RHVoice_new_message",
        c.c_void_p,
        [c.c_void_p, c.c_char_p, c.c_uint, c.c_int, c.c_void_p, c.c_void_p],
    ),
    ("RHVoice_speak", c.c_int, [c.c_void_p]),
    ("RHVoice_delete_message", None, [c.c_void_p]),
)

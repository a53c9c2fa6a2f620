"""Language detection of whisper.cpp without Python's lock.

pywhispercpp releases the lock while it decodes but not while it detects a language: 0.4 s,
on a busy machine 2 s, in which the engine process answers nobody and its own watchdog ends
it. So the library that the binding has loaded is called directly: ctypes lets go of the
lock. Only functions of the public C interface (whisper.h) are used; private is where the
binding keeps its pointer, which is checked at load, and pinned by the lock file.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from callcore.engines.models.errors import ModelError
from callcore.shared.ids import Language

if TYPE_CHECKING:
    from pywhispercpp.model import Model

_MAPS: Final = Path("/proc/self/maps")
#: a pybind11 object: PyObject, then the pointer to the wrapper, which begins with its own
_VALUE_OFFSET: Final = object.__basicsize__


class UnlockedDetector:
    """Detects with the context of ``model``; not while another thread uses that."""

    def __init__(self, model: Model) -> None:
        """Find the library and the context. Raises :exc:`ModelError`."""
        self._model = model  # keeps the context alive
        self._library = ctypes.CDLL(_library_path())
        self._context = _context_of(model)
        self._declare()
        if self._library.whisper_n_vocab(self._context) != _vocabulary(model):
            raise ModelError("the speech library is not laid out as expected")
        self._count = int(self._library.whisper_lang_max_id()) + 1

    def detect(
        self, audio: NDArray[np.float32], among: Sequence[Language], threads: int
    ) -> Mapping[Language, float]:
        """Return the model's probability of each of ``among`` for 16 kHz ``audio``.

        Blocks without the lock; empty if the library refuses.
        """
        samples = np.ascontiguousarray(audio, np.float32)
        found = np.zeros(self._count, np.float32)
        floats = ctypes.POINTER(ctypes.c_float)
        library, context = self._library, self._context
        pointer = samples.ctypes.data_as(floats)
        if library.whisper_pcm_to_mel(context, pointer, len(samples), threads) != 0:
            return {}
        shares = found.ctypes.data_as(floats)
        if library.whisper_lang_auto_detect(context, 0, threads, shares) < 0:
            return {}
        return {
            language: float(found[library.whisper_lang_id(language.encode())])
            for language in among
        }

    def _declare(self) -> None:
        pointer, number = ctypes.c_void_p, ctypes.c_int
        floats = ctypes.POINTER(ctypes.c_float)
        for name, arguments in (
            ("whisper_n_vocab", [pointer]),
            ("whisper_lang_max_id", []),
            ("whisper_lang_id", [ctypes.c_char_p]),
            ("whisper_pcm_to_mel", [pointer, floats, number, number]),
            ("whisper_lang_auto_detect", [pointer, number, number, floats]),
        ):
            function = getattr(self._library, name)
            function.argtypes, function.restype = arguments, number


def _library_path() -> str:
    """Return the file of the whisper library that this process has loaded."""
    for line in _MAPS.read_text(encoding="utf-8").splitlines():
        path = line.partition("/")[2]
        if "/libwhisper" in f"/{path}":
            return f"/{path}"
    raise ModelError("the speech library is not loaded as a library of its own")


def _context_of(model: Model) -> ctypes.c_void_p:
    wrapper = ctypes.c_void_p.from_address(id(_handle_of(model)) + _VALUE_OFFSET).value
    if not wrapper:
        raise ModelError("the speech library has no context")
    return ctypes.c_void_p(ctypes.c_void_p.from_address(wrapper).value)


def _handle_of(model: Model) -> object:
    return vars(model)["_ctx"]


def _vocabulary(model: Model) -> int:
    import _pywhispercpp as native  # type: ignore[import-not-found]

    return int(native.whisper_n_vocab(_handle_of(model)))

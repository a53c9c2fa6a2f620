"""Write a Whisper model in whisper.cpp's ggml format, its matrices quantised to q8_0.

Layout, little-endian (whisper.cpp, ``whisper_model_load``)::

    u32 magic   11 x i32 hyper-parameters   i32 mels, bins   f32 filters
    i32 tokens   tokens x (u32 length   bytes)
    tensors x (i32 dims   i32 length of name   i32 type   i32 sizes, innermost first
               name   data)
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from callcore.engines.models.ct2 import Array
from callcore.engines.models.mel import FFT_POINTS, mel_filters
from callcore.engines.models.whispernames import whisper_tensors

_MAGIC: Final = 0x67676D6C
_FTYPE_Q8_0: Final = 2007  # quantisation version 2, times 1000, plus "mostly q8_0"
_F32, _F16, _Q8_0 = 0, 1, 8
_BLOCK: Final = 32  # values that share one scale
_TIMESTAMPS_AND_TASKS: Final = 1608  # ids after the text tokens; whisper.cpp makes them
_FULL_PRECISION: Final = ("positional_embedding", "conv1.bias", "conv2.bias")

Progress = Callable[[float], None]


def write_ggml(
    tensors: Mapping[str, Array], tokenizer: bytes, out: BinaryIO, progress: Progress
) -> None:
    """Convert CTranslate2 ``tensors``; the same input always gives the same bytes.

    ``tokenizer`` is the text of tokenizer.json; ``progress`` is called with 0 to 1.
    Raises KeyError or ValueError if the tensors are not a Whisper model's.
    """
    out.write(_header(tensors))
    out.write(_mels(tensors["encoder/conv1/weight"].shape[1]))
    out.write(_vocabulary(tokenizer, len(tensors["decoder/embeddings/weight"])))
    named = list(whisper_tensors(tensors))
    total = sum(tensor.size for _, tensor in named)
    done = 0
    for name, tensor in named:
        out.writelines(_tensor(name, tensor))
        done += tensor.size
        progress(done / total)


def _header(tensors: Mapping[str, Array]) -> bytes:
    vocabulary, width = tensors["decoder/embeddings/weight"].shape
    audio_context = len(tensors["encoder/position_encodings/encodings"])
    text_context = len(tensors["decoder/position_encodings/encodings"])
    audio_heads = int(tensors["encoder/num_heads"])
    text_heads = int(tensors["decoder/num_heads"])
    mels = tensors["encoder/conv1/weight"].shape[1]
    audio = (audio_context, width, audio_heads, _layers(tensors, "encoder"))
    text = (text_context, width, text_heads, _layers(tensors, "decoder"))
    return struct.pack("<I11i", _MAGIC, vocabulary, *audio, *text, mels, _FTYPE_Q8_0)


def _layers(tensors: Mapping[str, Array], side: str) -> int:
    mark = "/self_attention/linear_0/weight"
    return sum(name.startswith(side) and name.endswith(mark) for name in tensors)


def _mels(count: int) -> bytes:
    head = struct.pack("<2i", count, FFT_POINTS // 2 + 1)
    return head + mel_filters(count).astype("<f4").tobytes()


def _vocabulary(tokenizer: bytes, ids: int) -> bytes:
    tokens = {
        number: text for text, number in json.loads(tokenizer)["model"]["vocab"].items()
    }
    letters = {char: byte for byte, char in _byte_letters().items()}
    count = ids - _TIMESTAMPS_AND_TASKS
    parts = [struct.pack("<i", count)]
    for number in range(count):
        token = bytes(letters[char] for char in tokens[number])
        parts.append(struct.pack("<I", len(token)) + token)
    return b"".join(parts)


def _byte_letters() -> dict[int, str]:
    """Return the letter that stands for each byte in a byte-level BPE vocabulary."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in set(visible)]
    letters = {byte: chr(byte) for byte in visible}
    return letters | {byte: chr(256 + i) for i, byte in enumerate(hidden)}


def _tensor(name: str, tensor: Array) -> Iterator[bytes]:
    kind = _kind(name, tensor)
    encoded = name.encode()
    yield struct.pack("<3i", tensor.ndim, len(encoded), kind)
    yield struct.pack(f"<{tensor.ndim}i", *reversed(tensor.shape))
    yield encoded
    if kind == _Q8_0:
        yield quantise_q8_0(tensor)
    else:
        yield tensor.astype("<f4" if kind == _F32 else "<f2").tobytes()


def _kind(name: str, tensor: Array) -> int:
    if tensor.ndim == 1 or name.endswith(_FULL_PRECISION):
        return _F32
    return _Q8_0 if tensor.ndim == 2 else _F16


def quantise_q8_0(tensor: NDArray[np.floating]) -> bytes:
    """Return blocks of 32 values: an f16 scale, then 32 int8. Halves round away from 0."""
    values = tensor.astype(np.float32).reshape(-1, _BLOCK)
    scale = np.abs(values).max(axis=1, keepdims=True) / np.float32(127)
    with np.errstate(divide="ignore"):
        inverse = np.where(scale > 0, np.float32(1) / scale, np.float32(0))
    scaled = values * inverse
    rounded = np.copysign(np.floor(np.abs(scaled) + np.float32(0.5)), scaled)
    blocks = np.empty((len(values), 2 + _BLOCK), np.uint8)
    blocks[:, :2] = scale.astype("<f2").view(np.uint8)
    blocks[:, 2:] = rounded.astype(np.int8).view(np.uint8)
    return blocks.tobytes()

"""CTranslate2's names for Whisper's tensors, told in whisper.cpp's names.

CTranslate2 stores query, key and value as one matrix (self-attention) and key and value
as one (cross-attention); whisper.cpp wants them apart, and no bias for the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from callcore.engines.models.ct2 import Array

Named = tuple[str, Array]


def whisper_tensors(tensors: Mapping[str, Array]) -> Iterator[Named]:
    """Yield every tensor that whisper.cpp loads, in a fixed order."""
    yield from _encoder_front(tensors)
    yield from _layers(tensors, "encoder")
    yield from _norm(tensors, "encoder/layer_norm", "encoder.ln_post")
    yield (
        "decoder.positional_embedding",
        tensors["decoder/position_encodings/encodings"],
    )
    yield "decoder.token_embedding.weight", tensors["decoder/embeddings/weight"]
    yield from _layers(tensors, "decoder")
    yield from _norm(tensors, "decoder/layer_norm", "decoder.ln")


def _encoder_front(tensors: Mapping[str, Array]) -> Iterator[Named]:
    yield (
        "encoder.positional_embedding",
        tensors["encoder/position_encodings/encodings"],
    )
    for conv in ("conv1", "conv2"):
        yield f"encoder.{conv}.weight", tensors[f"encoder/{conv}/weight"]
        # whisper.cpp adds it to a (channels, frames) matrix
        yield f"encoder.{conv}.bias", tensors[f"encoder/{conv}/bias"].reshape(-1, 1)


def _layers(tensors: Mapping[str, Array], side: str) -> Iterator[Named]:
    layer = 0
    while f"{side}/layer_{layer}/self_attention/linear_0/weight" in tensors:
        old, new = f"{side}/layer_{layer}", f"{side}.blocks.{layer}"
        yield from _self_attention(tensors, f"{old}/self_attention", f"{new}.attn")
        if side == "decoder":
            yield from _cross_attention(
                tensors, f"{old}/attention", f"{new}.cross_attn"
            )
        yield from _norm(tensors, f"{old}/ffn/layer_norm", f"{new}.mlp_ln")
        yield from _linear(tensors, f"{old}/ffn/linear_0", f"{new}.mlp.0")
        yield from _linear(tensors, f"{old}/ffn/linear_1", f"{new}.mlp.2")
        layer += 1


def _self_attention(
    tensors: Mapping[str, Array], old: str, new: str
) -> Iterator[Named]:
    yield from _norm(tensors, f"{old}/layer_norm", f"{new}_ln")
    yield from _parts(tensors, f"{old}/linear_0", new, ("query", "key", "value"))
    yield from _linear(tensors, f"{old}/linear_1", f"{new}.out")


def _cross_attention(
    tensors: Mapping[str, Array], old: str, new: str
) -> Iterator[Named]:
    yield from _norm(tensors, f"{old}/layer_norm", f"{new}_ln")
    yield from _linear(tensors, f"{old}/linear_0", f"{new}.query")
    yield from _parts(tensors, f"{old}/linear_1", new, ("key", "value"))
    yield from _linear(tensors, f"{old}/linear_2", f"{new}.out")


def _parts(
    tensors: Mapping[str, Array], old: str, new: str, names: tuple[str, ...]
) -> Iterator[Named]:
    weights = np.split(tensors[f"{old}/weight"], len(names))
    biases = np.split(tensors[f"{old}/bias"], len(names))
    for name, weight, bias in zip(names, weights, biases, strict=True):
        yield f"{new}.{name}.weight", weight
        if name != "key":
            yield f"{new}.{name}.bias", bias


def _linear(tensors: Mapping[str, Array], old: str, new: str) -> Iterator[Named]:
    yield f"{new}.weight", tensors[f"{old}/weight"]
    yield f"{new}.bias", tensors[f"{old}/bias"]


def _norm(tensors: Mapping[str, Array], old: str, new: str) -> Iterator[Named]:
    yield f"{new}.weight", tensors[f"{old}/gamma"]
    yield f"{new}.bias", tensors[f"{old}/beta"]

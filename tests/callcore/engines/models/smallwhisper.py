"""A Whisper of one layer and 64 channels, untrained."""

from __future__ import annotations

import json

import numpy as np

from callcore.engines.models.ggml import write_ggml

WIDTH, VOCABULARY = 64, 1608 + 256


def small_whisper():
    """Return a Whisper of one layer and 64 channels, as CTranslate2 names it."""
    rng = np.random.default_rng(5)

    def some(*shape):
        return rng.standard_normal(shape).astype("<f2")

    tensors = {
        "encoder/position_encodings/encodings": some(10, WIDTH),
        "decoder/position_encodings/encodings": some(6, WIDTH),
        "decoder/embeddings/weight": some(VOCABULARY, WIDTH),
        "encoder/num_heads": np.array(1, "<i2"),
        "decoder/num_heads": np.array(1, "<i2"),
        "encoder/conv1/weight": some(WIDTH, 80, 3),
        "encoder/conv2/weight": some(WIDTH, WIDTH, 3),
        "encoder/conv1/bias": some(WIDTH),
        "encoder/conv2/bias": some(WIDTH),
    }
    norms = ["encoder/layer_norm", "decoder/layer_norm"]
    linears = {}
    for side in ("encoder", "decoder"):
        layer = f"{side}/layer_0"
        norms += [f"{layer}/self_attention/layer_norm", f"{layer}/ffn/layer_norm"]
        linears[f"{layer}/self_attention/linear_0"] = 3 * WIDTH
        linears[f"{layer}/self_attention/linear_1"] = WIDTH
        linears[f"{layer}/ffn/linear_0"] = WIDTH
        linears[f"{layer}/ffn/linear_1"] = WIDTH
    cross = "decoder/layer_0/attention"
    norms.append(f"{cross}/layer_norm")
    linears |= {
        f"{cross}/linear_0": WIDTH,
        f"{cross}/linear_1": 2 * WIDTH,
        f"{cross}/linear_2": WIDTH,
    }
    for name in norms:
        tensors[f"{name}/gamma"], tensors[f"{name}/beta"] = some(WIDTH), some(WIDTH)
    for name, rows in linears.items():
        tensors[f"{name}/weight"], tensors[f"{name}/bias"] = (
            some(rows, WIDTH),
            some(rows),
        )
    return tensors


def tokenizer():
    letters = [
        chr(n) for n in (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
    ]
    letters += [chr(256 + i) for i in range(256 - len(letters))]
    return json.dumps(
        {"model": {"vocab": {c: i for i, c in enumerate(letters)}}}
    ).encode()


def convert_into(path):
    """Write it in ggml's format; return the shares of progress."""
    shares: list[float] = []
    with path.open("wb") as out:
        write_ggml(small_whisper(), tokenizer(), out, shares.append)
    return shares

from __future__ import annotations

import io
import struct

import numpy as np
import pytest

from callcore.engines.models.ggml import quantise_q8_0, write_ggml
from tests.callcore.engines.models.smallwhisper import (
    VOCABULARY,
    WIDTH,
    convert_into,
    small_whisper,
    tokenizer,
)


def test_the_header_says_what_the_tensors_are(tmp_path):
    shares = convert_into(tmp_path / "x")
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    head = struct.unpack("<I11i2i", (tmp_path / "x").read_bytes()[:56])
    assert head == (
        0x67676D6C,
        VOCABULARY,
        *(10, WIDTH, 1, 1),
        *(6, WIDTH, 1, 1),
        *(80, 2007, 80, 201),
    )


def test_the_same_tensors_give_the_same_bytes():
    one, two = io.BytesIO(), io.BytesIO()
    for out in (one, two):
        write_ggml(small_whisper(), tokenizer(), out, lambda _share: None)
    assert one.getvalue() == two.getvalue()


def test_a_model_of_another_kind_is_no_whisper():
    with pytest.raises(KeyError):
        write_ggml({}, tokenizer(), io.BytesIO(), lambda _share: None)


def test_quantising_loses_less_than_half_a_step():
    values = np.random.default_rng(2).standard_normal((4, 64)).astype(np.float32)
    raw = np.frombuffer(quantise_q8_0(values), np.uint8).reshape(-1, 34)
    scale = raw[:, :2].copy().view("<f2").astype(np.float32)
    back = raw[:, 2:].copy().view(np.int8).astype(np.float32) * scale
    step = np.abs(values.reshape(-1, 32)).max(axis=1, keepdims=True) / 127
    assert np.all(
        np.abs(back - values.reshape(-1, 32)) <= 0.51 * step + 127 * step * 1e-3
    )


def test_a_block_of_zeros_stays_zero():
    assert quantise_q8_0(np.zeros((1, 32))) == bytes(34)

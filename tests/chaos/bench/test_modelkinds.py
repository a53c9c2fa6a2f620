from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from callcore.engines.models.ggmlcheck import check_ggml
from callcore.engines.stt.whisper import NativeWhisper
from callcore.shared.config import from_environment
from chaos.bench import modelkinds
from chaos.bench.clips import clips_of


def dequantised(blocks):
    """Read q5_1 as ggml.h tells: scale and least, a fifth bit each, low and high half."""
    values = []
    for at in range(0, len(blocks), 24):
        scale, least, fifth = struct.unpack_from("<eeI", blocks, at)
        low = blocks[at + 8 : at + 24]
        for n in range(32):
            nibble = low[n] & 15 if n < 16 else low[n - 16] >> 4
            values.append((nibble | (fifth >> n & 1) << 4) * scale + least)
    return np.array(values, np.float32)


@given(arrays(np.float32, (3, 32), elements=st.floats(-8, 8, width=16)))
def test_five_bits_a_value_err_by_half_a_step_at_most(values):
    blocks = modelkinds.quantise_q5_1(values)
    assert len(blocks) == 3 * 24
    read = dequantised(blocks).reshape(3, 32)
    step = (values.max(axis=1, keepdims=True) - values.min(axis=1, keepdims=True)) / 31
    assert np.all(np.abs(read - values) <= 0.52 * step + 0.02)


def test_a_block_of_equal_values_is_exact():
    values = np.full((1, 32), 0.5, np.float32)
    assert np.array_equal(dequantised(modelkinds.quantise_q5_1(values)), values[0])


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.mark.native
@pytest.mark.parametrize(
    ("kind", "ftype", "mb"), [("f16", 1, 148), ("q5_1", 2009, 60), ("q8_0", 2007, 82)]
)
def test_each_kind_is_a_whole_model_that_hears(cache, kind, ftype, mb):
    path = modelkinds.prepare(kind, cache)
    check_ggml(path)
    head = path.read_bytes()[:48]
    assert struct.unpack("<12i", head)[-1] == ftype
    assert path.stat().st_size / 1e6 == pytest.approx(mb, abs=1)
    clip = clips_of("uk", from_environment().cache_dir, 1).clips[0]
    heard = NativeWhisper(path).decode(clip.pcm, "uk").text
    assert set(heard.lower().split()) & set(clip.text.lower().split())


@pytest.mark.native
def test_a_model_is_made_once(cache):
    path = modelkinds.prepare("q5_1", cache)
    before = path.stat().st_mtime_ns
    assert modelkinds.prepare("q5_1", cache).stat().st_mtime_ns == before

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.models.ct2 import read_tensors
from callcore.engines.models.errors import ModelError


def string(text):
    raw = text.encode() + b"\0"
    return struct.pack("<H", len(raw)) + raw


def tensor(name, array, dtype):
    head = struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
    data = array.tobytes()
    return string(name) + head + struct.pack("<BI", dtype, len(data)) + data


def file_of(*tensors, aliases=(), version=6):
    head = struct.pack("<I", version) + string("WhisperSpec") + struct.pack("<I", 3)
    names = b"".join(string(a) + string(b) for a, b in aliases)
    return (
        head
        + struct.pack("<I", len(tensors))
        + b"".join(tensors)
        + struct.pack("<I", len(aliases))
        + names
    )


WEIGHT = np.arange(6, dtype="<f2").reshape(2, 3)


def test_tensors_and_aliases_are_read():
    data = file_of(
        tensor("a/weight", WEIGHT, 4),
        tensor("heads", np.array(8, "<i2"), 2),
        aliases=[("b/weight", "a/weight")],
    )
    tensors = read_tensors(data)
    assert np.array_equal(tensors["a/weight"], WEIGHT)
    assert int(tensors["heads"]) == 8
    assert tensors["b/weight"] is tensors["a/weight"]


def test_another_version_is_refused():
    with pytest.raises(ModelError, match="version 6"):
        read_tensors(file_of(version=5))


def test_an_unknown_type_is_refused():
    with pytest.raises(ModelError, match="unknown type in x"):
        read_tensors(file_of(tensor("x", WEIGHT, 9)))


@given(st.integers(0, 60))
def test_a_file_cut_short_is_a_sentence(cut):
    data = file_of(tensor("a", WEIGHT, 4))
    with pytest.raises(ModelError):
        read_tensors(data[: min(cut, len(data) - 1)])

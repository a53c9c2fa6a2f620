from __future__ import annotations

import pytest

from callcore.engines.models.errors import ModelError
from callcore.engines.models.ggmlcheck import check_ggml
from tests.callcore.engines.models.smallwhisper import convert_into


@pytest.fixture
def converted(tmp_path):
    path = tmp_path / "small.bin"
    convert_into(path)
    return path


def test_a_converted_model_passes_the_check(converted):
    check_ggml(converted)


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.1, 0.5, 0.999999])
def test_a_file_that_ends_early_does_not(converted, share):
    data = converted.read_bytes()
    converted.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ModelError, match="not a whole ggml"):
        check_ggml(converted)


@pytest.mark.parametrize("data", [b"GGUF" * 100, b"lmgg" + b"\xff" * 200, b"\0" * 4096])
def test_another_kind_of_file_does_not(tmp_path, data):
    path = tmp_path / "x.bin"
    path.write_bytes(data)
    with pytest.raises(ModelError, match="not a whole ggml"):
        check_ggml(path)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ModelError, match="cannot read the model"):
        check_ggml(tmp_path / "none.bin")

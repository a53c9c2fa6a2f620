from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from callcore.shared.sealed.keyfile import NAME, KeyFileError, kept_keys
from callcore.shared.sealed.keytext import read


def test_a_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    keys = kept_keys(folder)
    assert read(keys)
    assert kept_keys(folder) == keys
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600
    assert os.listdir(folder) == [NAME]


def test_of_many_that_start_at_the_same_time_all_get_the_same_one(
    tmp_path: Path,
) -> None:
    found: list[str] = []
    start = threading.Barrier(8)

    def one() -> None:
        start.wait()
        found.append(kept_keys(tmp_path))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", ["", "change-me", "k1:ї"])
def test_a_file_that_holds_no_key_is_told_and_never_replaced(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(KeyFileError, match="holds no key"):
        kept_keys(tmp_path)
    assert (tmp_path / NAME).read_text() == content


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(KeyFileError, match=r"cannot be used: .+\.$"):
        kept_keys(tmp_path / "data")

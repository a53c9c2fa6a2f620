from __future__ import annotations

import pytest

from chaos.standins.trouble import TROUBLES, WELL, Trouble, read_trouble, write_trouble


@pytest.mark.parametrize("kind", TROUBLES)
def test_what_is_written_is_read(tmp_path, kind):
    trouble = Trouble(kind, after=2, delay_s=0.5, times=3)
    write_trouble(tmp_path / "trouble.json", trouble)
    assert read_trouble(tmp_path / "trouble.json") == trouble
    assert [path.name for path in tmp_path.iterdir()] == ["trouble.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"kind": "hang", "color": 1}', "\0"])
def test_a_file_that_cannot_be_read_means_well(tmp_path, text):
    path = tmp_path / "trouble.json"
    assert read_trouble(path) == WELL
    path.write_text(text)
    assert read_trouble(path) == WELL

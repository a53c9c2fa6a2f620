from __future__ import annotations

import pytest

from callcore.app.checking import WORDS, run
from callcore.shared.config import load

SET = {"HOME": "/nowhere"}
GOOGLE = {
    "CALLCORE_STT": "google",
    "CALLCORE_GOOGLE_PROJECT": "p",
    "CALLCORE_GOOGLE_ENDPOINT": "http://127.0.0.1:9",
}


def test_the_offline_default_is_possible(capsys):
    assert run(load(SET), ()) == 0
    assert capsys.readouterr().out == WORDS


@pytest.mark.integration
@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"CALLCORE_GOOGLE_STT_MODEL": "chirp_2"}, "chirp_2"),
        ({"CALLCORE_GOOGLE_ENDPOINT": "http://10.0.0.1:9"}, "10.0.0.1"),
        ({"CALLCORE_TTS": "google", "CALLCORE_GOOGLE_VOICES": "uk=fast"}, "fast"),
    ],
)
def test_what_is_impossible_is_one_sentence_and_code_one(more, word, capsys):
    assert run(load(SET | GOOGLE | more), ()) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("callcore: ")
    assert word in shown.err
    assert shown.err.count("\n") == 1


def test_a_broken_price_table_is_found_too(tmp_path, capsys):
    path = tmp_path / "prices.yaml"
    path.write_text("currency: 5\n")
    assert run(load(SET | {"CALLCORE_PRICES": str(path)}), ()) == 1
    assert "prices.yaml" in capsys.readouterr().err


def test_a_file_of_servers_that_makes_no_sense_is_found_too(tmp_path, capsys):
    path = tmp_path / "mcp.yaml"
    path.write_text("servers: none\n")
    assert run(load(SET | {"CALLCORE_MCP": str(path)}), ()) == 1
    shown = capsys.readouterr().err
    assert "mcp.yaml" in shown
    assert shown.count("\n") == 1

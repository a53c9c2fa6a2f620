"""The command."""

from __future__ import annotations

import json

import pytest

from callcore.audio.endpointing import EarSettings
from callcore.engines.models.errors import ModelError
from chaos.bench import publishing
from chaos.turns import __main__ as command
from chaos.turns.measuring import Pieces
from chaos.turns.voices import VoicesMissing
from tests.chaos.turns.made import LoudnessVad
from tests.chaos.turns.test_measuring import HEARD


@pytest.fixture
def asked(monkeypatch):
    """Let the command measure made turns; return what it asked for."""
    found = []

    def replayed(split, language, pieces, every, tell):
        found.append((split, language, every))
        tell(1, 1)
        return HEARD

    monkeypatch.setattr(command, "replayed", replayed)
    monkeypatch.setattr(
        command,
        "load_pieces",
        lambda cache, **_how: Pieces(cache, LoudnessVad(), None, EarSettings()),
    )
    return found


def test_all_languages_are_measured_on_test(asked, tmp_path, capsys):
    file = tmp_path / "out.json"
    assert command.main(["--cache", str(tmp_path), "--json", str(file)]) == 0
    assert asked == [("test", language, 1) for language in ("en", "ru", "uk")]
    text = capsys.readouterr().out
    assert "end of turn, swept" in text
    assert "no judge by ear" in text
    assert set(json.loads(file.read_text())["languages"]) == {"en", "ru", "uk"}


def test_tuning_never_looks_at_test(asked, tmp_path, capsys):
    assert command.main(["--cache", str(tmp_path), "--tune"]) == 0
    assert {split for split, _, _ in asked} == {"tune"}
    text = capsys.readouterr().out
    assert "all: least=" in text
    assert "weights" in text


def test_quick_takes_every_eighth_turn(asked, tmp_path):
    command.main(["--cache", str(tmp_path), "--quick", "--lang", "uk"])
    assert asked == [("test", "uk", 8)]


@pytest.mark.parametrize("error", [ModelError("no model"), VoicesMissing("no voice")])
def test_what_is_missing_is_one_sentence(monkeypatch, tmp_path, capsys, error):
    def fail(*_args, **_how):
        raise error

    monkeypatch.setattr(command, "load_pieces", fail)
    assert command.main(["--cache", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"turns: {error}\n"


@pytest.mark.parametrize(
    "arguments",
    [["--cutoffs", "0"], ["--cutoffs", "100"], ["--judge-ms", "5"], ["--lang", "fr"]],
)
def test_bad_options_are_refused(arguments, capsys):
    with pytest.raises(SystemExit):
        command.main(arguments)
    assert "error:" in capsys.readouterr().err


def test_the_readme_gets_its_rows_between_its_markers(asked, tmp_path, monkeypatch):
    page = tmp_path / "README.md"
    page.write_text(
        "a\n<!-- numbers:turns:begin -->\nstale page\n<!-- numbers:turns:end -->\nz\n"
    )
    monkeypatch.setattr(publishing, "README", page)
    assert command.main(["--cache", str(tmp_path), "--lang", "en", "--write"]) == 0
    written = page.read_text()
    assert written.startswith("a\n<!-- numbers:turns:begin -->\n| what ")
    assert "stale page" not in written
    assert "just bench turns" in written
    assert written.endswith("z\n")

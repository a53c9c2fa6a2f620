from __future__ import annotations

import json

import pytest

from chaos.pii.__main__ import DATA, main
from chaos.pii.cases import load

LINE = {
    "text": "call +380 67 123 45 67",
    "spans": [[5, 22, "PHONE"]],
    "lang": "en",
    "src": "x/turn",
}


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "mine.jsonl"
    turns = [
        {"who": "agent", "text": "What is your phone number?", "spans": []},
        {"who": "caller", "text": "067 123", "spans": [[0, 7, "PHONE"]]},
    ]
    talk = {"id": "1", "lang": "en", "src": "x/dialog", "turns": turns}
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(talk) + "\n")
    return path


def shout(text):
    return text.upper()


def test_ones_own_lines_are_judged_and_the_figures_kept(lines, tmp_path, capsys):
    figures = tmp_path / "figures.json"
    assert main([str(lines), "--json", str(figures)]) == 0
    assert json.loads(figures.read_text())["mine"]["strict"] == {"PHONE": 100.0}
    assert "| turns | en | 100.0 (1) |" in capsys.readouterr().out


def test_another_sanitizer_can_be_judged(lines, capsys):
    assert main([str(lines), "--with", f"{__name__}:shout", "--examples", "1"]) == 0
    out = capsys.readouterr().out
    assert "PHONE (written) is 0.0, wanted >= 98" in out
    assert "067 123" in out or "+380 67" in out


@pytest.mark.parametrize(
    "words",
    [["absent.jsonl"], ["--with", "no.such:thing"], ["--with", "nofunction"]],
    ids=["file", "module", "function"],
)
def test_what_cannot_be_read_is_one_sentence(words, lines, capsys):
    given = words if words[0] != "--with" else [str(lines), *words]
    assert main(given) == 2
    assert capsys.readouterr().err.startswith("pii: ")


def test_the_development_set_keeps_the_numbers_that_were_promised(capsys):
    assert main([str(DATA / "dev.jsonl")]) == 0
    assert "missed" not in capsys.readouterr().out


def test_a_development_set_that_misses_a_number_is_an_error(lines, tmp_path):
    path = tmp_path / "dev.jsonl"
    path.write_text(lines.read_text())
    assert main([str(path), "--with", f"{__name__}:shout"]) == 1


def test_the_sets_of_the_repository_can_be_read():
    sizes = {path.stem: len(load(path)) for path in DATA.glob("*.jsonl")}
    assert set(sizes) == {"dev", "talk", "blind"}
    assert min(sizes.values()) > 900

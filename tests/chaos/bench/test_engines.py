from __future__ import annotations

import argparse
import json
from contextlib import contextmanager

import pytest
from rich.console import Console

from chaos.bench import (
    engines,
    measured,
    modelkinds,
    publishing,
    recognition,
    sentencehits,
    streams,
    takeover,
)
from tests.chaos.bench.test_enginerows import COST, HEARD, HITS, MISSING, TAKEN


@pytest.fixture
def house(monkeypatch, tmp_path):
    """Nothing is measured; the README is another one."""
    readme = tmp_path / "README.md"
    readme.write_text("<!-- numbers:engines:begin -->\n<!-- numbers:engines:end -->\n")
    asked = []

    @contextmanager
    def google_process(*options, **_more):
        asked.append(options)
        yield "http://127.0.0.1:1"

    def measure(endpoint, count, seconds):
        asked.append((endpoint, count, seconds))
        return COST | {"streams": count, "answered": count}

    def recognise(path, _cache, clips):
        asked.append((path.name, clips))
        return [
            {name: value for name, value in row.items() if name != "model"}
            for row in (HEARD, MISSING)
        ]

    monkeypatch.setattr(publishing, "README", readme)
    monkeypatch.setattr(measured, "machine", lambda: "2 cores of something")
    monkeypatch.setattr(engines, "google_process", google_process)
    monkeypatch.setattr(streams, "measure", measure)
    monkeypatch.setattr(takeover, "measure", lambda _open: TAKEN)
    monkeypatch.setattr(
        modelkinds, "prepare", lambda kind, cache: cache / f"{kind}.bin"
    )
    monkeypatch.setattr(recognition, "measure", recognise)
    monkeypatch.setattr(sentencehits, "measure", lambda: HITS)
    return readme, asked


def test_everything_is_measured_and_the_readme_left_alone(house, capsys):
    readme, asked = house
    before = readme.read_text()
    assert engines.main([]) == 0
    shown = capsys.readouterr().out
    assert "left out: nobody speaks uk here" in shown
    assert "Measured by `just bench engines` on 2 cores of something" in shown
    assert shown.count("\n|") == 2 + 4 + 2 + 1 + 1
    assert readme.read_text() == before
    assert asked == [
        ("--deaf",),
        ("http://127.0.0.1:1", 20, engines.SECONDS),
        ("http://127.0.0.1:1", 100, engines.SECONDS),
        ("q8_0.bin", engines.CLIPS),
    ]


def test_json_and_readme_are_written_if_asked_for(house, tmp_path):
    readme, asked = house
    file, model = tmp_path / "found.json", tmp_path / "tiny.en.bin"
    model.write_bytes(b"")
    words = ["--only", "whisper", "--models", "all", "--model", str(model)]
    words += ["--clips", "7", "--json", str(file), "--write"]
    assert engines.main(words) == 0
    names = [*(f"{kind}.bin" for kind in modelkinds.KINDS), "tiny.en.bin"]
    assert asked == [(name, 7) for name in names]
    noted = json.loads(file.read_text())
    models = [row["model"] for row in noted["whisper"][::2]]
    assert models == ["base q8_0", "base f16", "base q5_1", "tiny.en"]
    assert "| whisper.cpp tiny.en on one core, en" in readme.read_text()
    assert "streams" not in readme.read_text()


@pytest.mark.parametrize(
    "words",
    [
        ["--only", "dance"],
        ["--models", "large"],
        ["--model", "/no/such/file"],
        ["--clips", "0"],
        ["--clips", "many"],
        ["--seconds", "0"],
        ["--seconds", "nan"],
        ["--seconds", "1000"],
        ["--seconds", "soon"],
    ],
)
def test_what_cannot_be_measured_is_refused_in_a_sentence(words, capsys):
    with pytest.raises(SystemExit):
        engines.parse(words)
    assert f"argument {words[0]}:" in capsys.readouterr().err


def test_a_list_keeps_the_order_of_the_table():
    read = engines.some_of(engines.PARTS, "parts")
    assert read("cache,cost") == ("cost", "cache")
    assert read("all") == engines.PARTS
    with pytest.raises(argparse.ArgumentTypeError, match="'x' is none of the parts"):
        read("cost,x")


def test_each_part_says_what_it_is_doing(house):
    options = engines.parse(["--seconds", "3"])
    assert set(engines.MEASURES) == set(engines.PARTS)
    for measure in engines.MEASURES.values():
        assert measure(options, Console(quiet=True))

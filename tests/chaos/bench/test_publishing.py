from __future__ import annotations

import argparse
import json

import pytest
from rich.console import Console

from chaos.bench import measured, publishing
from chaos.bench.tables import BEGIN, END


@pytest.fixture
def readme(tmp_path, monkeypatch):
    page = tmp_path / "README.md"
    page.write_text(f"# x\n{BEGIN}\nold\n{END}\n")
    monkeypatch.setattr(publishing, "README", page)
    monkeypatch.setattr(measured, "machine", lambda: "2 cores of something")
    return page


def options(*words):
    parser = argparse.ArgumentParser()
    publishing.add_options(parser)
    return parser.parse_args(words)


def test_numbers_are_shown_as_they_will_be_written(readme, capsys):
    publishing.publish("| [a] | :b: |", {}, options(), "", Console())
    assert capsys.readouterr().out == "| [a] | :b: |\n"
    assert "old" in readme.read_text()


def test_numbers_are_kept_with_machine_and_date(readme, tmp_path):
    file = tmp_path / "found.json"
    publishing.publish("", {"a": 1}, options("--json", str(file)), "", Console())
    noted = json.loads(file.read_text())
    assert (noted["a"], noted["machine"]) == (1, "2 cores of something")
    assert noted["date"][:2] == "20"


def test_the_readme_is_changed_between_its_markers(readme):
    publishing.publish("new", {}, options("--write"), "", Console())
    assert readme.read_text() == f"# x\n{BEGIN}\nnew\n{END}\n"


def test_a_readme_without_a_place_is_left_alone(readme):
    before = readme.read_text()
    with pytest.raises(ValueError, match="numbers:dance"):
        publishing.write_readme("new", "dance")
    assert readme.read_text() == before


def test_the_caption_names_machine_and_day(readme):
    assert publishing.where().startswith("2 cores of something; 20")


@pytest.mark.parametrize("bench", ["", "load", "barge", "turns", "engines"])
def test_the_real_readme_has_one_place_for_each_bench(bench):
    name = f"numbers:{bench}" if bench else "numbers"
    text = (publishing.README).read_text(encoding="utf-8")
    assert text.count(f"<!-- {name}:begin -->") == 1
    assert text.count(f"<!-- {name}:end -->") == 1

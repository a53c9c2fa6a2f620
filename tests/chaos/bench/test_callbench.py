from __future__ import annotations

import json
import subprocess
from types import SimpleNamespace

import pytest

from chaos.bench import callbench as command
from chaos.bench import measured as measured_module
from chaos.bench import publishing
from chaos.bench.tables import BEGIN, END

LOAD = {
    "gap_p50_ms": 4.0,
    "gap_p95_ms": 6.0,
    "late_p99_ms": 1.5,
    "core_percent": 20.0,
    "kb_per_call": 60.0,
}
STOCK = {"tasks": 12, "fds": 20, "threads": 3, "rss_kb": 100_000}
KILL = {"calls": 5, "at_operator": 5, "median_ms": 20.0, "max_ms": 40.0}
DEMO = {"ok": 19, "calls": 20, "gap_p50_ms": 1200.4, "gap_p95_ms": 1900.6}


def test_options_are_checked(capsys):
    options = command.parse([])
    assert (options.demo, options.lang, options.write) == (0, ["en", "ru", "uk"], False)
    assert command.parse(["--lang", "uk"]).lang == ["uk"]
    for bad in (["dance"], ["--lang", "de"]):
        with pytest.raises(SystemExit):
            command.parse(bad)
    assert "just bench" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("calls", "name", "wanted"),
    [
        (1, "1 call:", ("", "", "")),
        (20, "20 calls:", ("4 / 6 ms", "", "")),
        (200, "200 calls:", ("", "5 ms", "300 kB")),
    ],
)
def test_a_load_is_three_rows(calls, name, wanted):
    rows = command.load_rows(calls, LOAD)
    assert all(row.what.startswith(name) for row in rows)
    assert tuple(row.wanted for row in rows) == wanted
    assert [row.measured for row in rows] == [
        "4.0 / 6.0 ms",
        "1.5 ms",
        "20.0 %, 60.0 kB",
    ]


def test_what_is_left_of_aborted_calls_is_shown_before_and_after():
    after = STOCK | {"tasks": 13, "rss_kb": 102_000}
    rows = command.leak_rows({"aborts": 1000, "before": STOCK, "after": after})
    assert rows[0].measured == "12 -> 13, 20 -> 20, 3 -> 3"
    assert rows[1].measured == "+2.0 %"
    assert "1,000 aborted calls" in rows[0].what


def test_killing_tells_how_many_came_and_when():
    kill, wedge = command.killing_rows(KILL, KILL | {"max_ms": 3210.0})
    assert kill.measured == "5, median 20.0 ms, last 40.0 ms"
    assert wedge.measured == "5, last 3.21 s"


@pytest.mark.parametrize(
    ("language", "wanted"), [("en", "19 of 20"), ("ru", "16 of 20"), ("uk", "reported")]
)
def test_the_demo_is_wanted_by_language(language, wanted):
    right, gap = command.demo_rows(language, DEMO)
    assert (right.measured, right.wanted) == ("19 of 20", wanted)
    assert gap.measured == "1200 / 1901 ms"


def test_the_demo_is_asked_for_its_summary(monkeypatch):
    def run(command_line, **_more):
        with open(command_line[-1], "w") as found:
            json.dump(DEMO | {"asked": command_line[1:-1]}, found)

    monkeypatch.setattr(subprocess, "run", run)
    found = command.demo("uk", 7)
    assert found["ok"] == 19
    assert found["asked"][:5] == ["-m", "chaos.demo", "--plain", "--lang", "uk"]
    assert "7" in found["asked"]


@pytest.fixture
def measured(monkeypatch, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"# x\n{BEGIN}\n{END}\n")
    monkeypatch.setattr(publishing, "README", readme)
    monkeypatch.setattr(measured_module, "machine", lambda: "2 cores of something")
    monkeypatch.setattr(
        command,
        "measured",
        SimpleNamespace(
            load=lambda _calls, _seconds: LOAD,
            leaks=lambda: {"aborts": 1000, "before": STOCK, "after": STOCK},
        ),
    )
    monkeypatch.setattr(
        command, "killing", SimpleNamespace(kill=lambda: KILL, wedge=lambda: KILL)
    )
    monkeypatch.setattr(command, "demo", lambda _language, _calls: DEMO)
    return readme


def test_the_table_is_printed_and_the_readme_left_alone(measured, capsys):
    assert command.main([]) == 0
    shown = capsys.readouterr().out
    assert "2 cores of something" in shown
    assert shown.count("\n|") == 1 + 3 * len(command.LOADS) + 4
    assert "demo" not in shown
    assert measured.read_text() == f"# x\n{BEGIN}\n{END}\n"


def test_the_readme_is_written_if_it_is_asked_for(measured, capsys):
    assert command.main(["--write", "--demo", "2", "--lang", "ru"]) == 0
    text = measured.read_text()
    assert "| demo in ru: the right order | 19 of 20 | 16 of 20 |" in text
    assert "demo in en" not in text
    assert text.startswith(f"# x\n{BEGIN}\n| what |")


def test_the_real_readme_has_its_place():
    text = publishing.README.read_text()
    assert text.count(BEGIN) == text.count(END) == 1

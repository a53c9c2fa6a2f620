from __future__ import annotations

import json

import pytest

from chaos.bench import publishing
from chaos.bench import store as command

FACTS = {
    "turns": 1200,
    "failed": 0,
    "p50_ms": 8.0,
    "p95_ms": 20.0,
    "p95s_ms": [10.0, 20.0, 40.0],
}
KINDS = {
    "quiet": FACTS,
    "healthy": FACTS | {"p95s_ms": [12.5, 25.0, 50.0]},
    "hung": FACTS | {"p95s_ms": [10.0, 21.0, 42.0]},
    "one pool": FACTS | {"p50_ms": 900.0, "p95_ms": 1800.0, "failed": 40},
}


def test_options_are_checked(capsys):
    options = command.parse([])
    assert (options.calls, options.rounds, options.seconds) == (40, 10, 3)
    assert options.group is None
    assert command.parse(["--group", "orders"]).group == ["orders"]
    for bad in (
        ["--calls", "0"],
        ["--rounds", "x"],
        ["--seconds", "0.5"],
        ["--group", "search"],
    ):
        with pytest.raises(SystemExit):
            command.parse(bad)
    assert "just bench store" in capsys.readouterr().err


def test_a_row_shows_how_much_longer_a_turn_takes_than_without_trouble():
    quiet, healthy, hung, pool = command.rows({"orders": KINDS})
    assert quiet.measured == "8.0 / 20.0 ms, 1,200 turns, 0 failed"
    assert healthy.measured.endswith("; p95 +25 % (+25 to +25 %) of quiet")
    grown = "p95 +5 % (+3 to +5 %) of quiet; p95 -16 % (-18 to -16 %) of healthy"
    assert hung.measured.endswith(grown)
    assert pool.measured.startswith("900.0 / 1800.0 ms, 1,200 turns, 40 failed; p95")
    assert (quiet.wanted, hung.wanted) == ("", "+10 % of healthy")
    assert hung.what == "`orders` hang: a turn, p50 / p95"


@pytest.mark.parametrize(
    ("ups", "told"),
    [([], "?"), ([11.0], "+10 %"), ([11.0, 13.0], "+20 % (+15 to +25 %)")],
)
def test_few_rounds_say_less(ups, told):
    calm = {"p95s_ms": [10.0, 10.0]}
    assert command.grown({"p95s_ms": ups}, calm) == told


@pytest.mark.parametrize("write", [False, True])
def test_the_page_goes_into_the_readme_only_when_asked(
    write, monkeypatch, capsys, tmp_path
):
    asked, written = [], []

    def measure(group, kinds, plan):
        asked.append((group, plan.rounds))
        return dict.fromkeys(kinds, FACTS)

    monkeypatch.setattr(command, "measure", measure)
    monkeypatch.setattr("chaos.bench.measured.pin", lambda pid, core: None)
    monkeypatch.setattr(publishing, "write_readme", lambda *page: written.append(page))
    monkeypatch.setattr("logging.disable", lambda level: None)
    file = tmp_path / "found.json"
    words = ["--rounds", "2", "--json", str(file), *(["--write"] if write else [])]
    assert command.main(words) == 0
    assert asked == [("orders", 2), ("details", 2), ("settling", 2)]
    assert "negative control" in capsys.readouterr().out
    assert set(json.loads(file.read_text())) >= set(command.PLAN)
    assert [bench for _page, bench in written] == ["store"] * write

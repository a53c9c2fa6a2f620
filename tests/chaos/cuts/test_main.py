from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.console import Console

from chaos.cuts import __main__ as program
from chaos.cuts.books import Truth
from chaos.cuts.points import Cut
from chaos.cuts.suite import Finding

GOOD = Finding(Cut("create", client="after-key"), Truth((), {}, ()), ())
BAD = Finding(Cut("confirm", store="before-reply"), Truth((), {}, ()), ("lost",))


@pytest.mark.parametrize(
    ("found", "control", "code"),
    [([GOOD], [BAD], 0), ([GOOD, BAD], [BAD], 1), ([GOOD], [GOOD], 1)],
)
def test_the_exit_code_needs_a_good_suite_and_a_red_control(
    monkeypatch, capsys, found: list[Finding], control: list[Finding], code: int
) -> None:
    asked: list[int] = []

    def run_suite(folder, cuts: Sequence[Cut], tell, *, durable: bool = True, **_more):
        asked.append(len(cuts))
        tell("a cut")
        return found if durable else control

    monkeypatch.setattr(program, "run_suite", run_suite)
    assert program.main(["--rounds", "2", "--verbose"]) == code
    told = capsys.readouterr().out
    assert asked[0] == 110
    assert f"{len(found)} crashes, {code if BAD in found else 0} with" in told
    assert "a cut" in told


def test_the_table_counts_by_cut(capsys) -> None:
    Console(width=150).print(program.table_of([GOOD, GOOD, BAD]))
    told = capsys.readouterr().out
    assert "create: client after-key" in told
    assert told.count("confirm: store before-reply (ended)") == 1

from __future__ import annotations

import logging

import pytest

from chaos.simulate import __main__ as command
from chaos.simulate.__main__ import Told, main, parse, told_of, try_seed
from chaos.simulate.world import simulate


@pytest.fixture(autouse=True)
def logs_again():
    yield
    logging.disable(logging.NOTSET)


def test_without_options_there_are_many_worlds():
    options = parse([])
    assert (options.seeds, options.first, options.calls) == (100, 0, 3)
    assert options.jobs >= 1


@pytest.mark.parametrize("bad", [["--seeds", "0"], ["--calls", "0"], ["--jobs", "x"]])
def test_a_bad_option_is_a_sentence(bad, capsys):
    with pytest.raises(SystemExit):
        parse(bad)
    assert "just simulate" in capsys.readouterr().err


def told(seed, broken=()):
    return Told(
        seed,
        tuple(broken),
        ("end", "human"),
        ("stt-hang@1.0-3.0s",),
        "patient",
        1,
        60.0,
    )


def test_good_worlds_are_counted(monkeypatch, capsys):
    monkeypatch.setattr(command, "try_seed", lambda seed, calls: told(seed))
    assert main(["--seeds", "3", "--jobs", "1"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "3 seeds, 6 calls (3 end, 3 human), 3 orders confirmed" in shown
    assert "0 seeds broke a promise" in shown


def test_a_broken_promise_tells_how_to_see_it_again(monkeypatch, capsys):
    def one_bad(seed, calls):
        return told(seed, ["P1 call 0 was dropped"] if seed == 8 else ())

    monkeypatch.setattr(command, "try_seed", one_bad)
    assert main(["--first", "7", "--seeds", "2", "--calls", "5", "--jobs", "1"]) == 1
    shown = capsys.readouterr().out
    assert "seed 8 patient stt-hang" in shown
    assert "P1 call 0 was dropped" in shown
    assert "replay: just simulate --first 8 --seeds 1 --calls 5" in shown
    assert "seed 7" not in shown


def test_a_world_that_ends_is_a_broken_promise(monkeypatch):
    def end(_seed, _calls):
        raise ZeroDivisionError

    monkeypatch.setattr(command, "simulate", end)
    assert try_seed(3, 1).broken == ("the world ended: ZeroDivisionError()",)


def test_a_run_is_told_in_short():
    run = simulate(1, 1)
    found = told_of(run)
    assert (found.seed, found.broken, len(found.outcomes)) == (1, (), 1)
    assert found.virtual_s == run.virtual_s > 0


@pytest.mark.integration
def test_worlds_run_side_by_side_in_processes(capsys):
    assert main(["--seeds", "2", "--calls", "1", "--jobs", "2"]) == 0
    assert "2 seeds, 2 calls" in " ".join(capsys.readouterr().out.split())

"""The file of results: going on, crashes, and files of something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaos.prompts.live import resultsfile
from chaos.prompts.live.results import ResultsError, line_of
from chaos.prompts.live.resultsfile import ResultsFile, read_run
from tests.chaos.prompts.live.made import FACTS, result


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "results.jsonl"


def written(path, *results, facts=FACTS, planned=9):
    with ResultsFile(path, facts, planned) as file:
        for one in results:
            file.append(one)
    return path


def test_a_run_is_read_as_it_was_written(path):
    run = read_run(written(path, result(), result("ru-g-001"), planned=3))
    assert run.facts == FACTS
    assert list(run.results) == [result(), result("ru-g-001")]
    assert run.planned == 3


def test_another_run_goes_on_where_the_first_was_stopped(path):
    written(path, result(), result(trial=1, void="timeout"))
    later = replace(FACTS, started="a day later")
    with ResultsFile(path, later, 4) as file:
        assert file.is_done(result().key)
        assert not file.is_done(result(trial=1).key)  # it was void
        assert not file.is_done(replace(result(), digest="changed").key)
        file.append(result(trial=1))
        run = file.run_of([result().key, result(trial=1).key, result(trial=2).key])
    assert list(run.results) == [result(), result(trial=1)]
    assert run.facts.started == FACTS.started
    assert read_run(path).planned == 4
    assert not any(one.void for one in read_run(path).results)


def test_a_run_holds_only_the_trials_that_were_asked_for(path):
    written(path, result(), result("ru-g-001"))
    with ResultsFile(path, FACTS, 1) as file:
        assert list(file.run_of([result().key]).results) == [result()]


@pytest.mark.parametrize("changed", [{"model": "b"}, {"prompts": {"en": "Be rude."}}])
def test_results_of_something_else_are_not_mixed_in(path, changed):
    before = written(path, result()).read_bytes()
    with pytest.raises(ResultsError, match="--results"):
        ResultsFile(path, replace(FACTS, **changed), 1)
    assert path.read_bytes() == before


def test_a_line_that_a_crash_cut_is_played_again(path):
    whole = written(path, result(), result(trial=1)).read_bytes()
    path.write_bytes(whole[:-20])
    with ResultsFile(path, FACTS, 2) as file:
        assert file.is_done(result().key)
        assert not file.is_done(result(trial=1).key)
        file.append(result(trial=1))
    assert list(read_run(path).results) == [result(), result(trial=1)]


@pytest.mark.parametrize("left", [b"", b'{"is": "run", "mod'])
def test_a_file_that_was_cut_in_its_first_line_begins_anew(path, left):
    path.parent.mkdir()
    path.write_bytes(left)
    assert list(read_run(written(path, result())).results) == [result()]


def test_a_dialogue_that_was_changed_leaves_its_old_results_out(path):
    new = replace(result(), digest="new", failures=("x",))
    run = read_run(written(path, result(), result(trial=1), new, result("uk-g-001")))
    assert list(run.results) == [new, result("uk-g-001")]


def test_what_cannot_be_read_is_one_sentence(path, tmp_path, monkeypatch):
    with pytest.raises(ResultsError, match="cannot be read"):
        read_run(path)
    odd = tmp_path / "odd"
    odd.write_bytes(b"\xff\xfe\n")
    with pytest.raises(ResultsError, match="UTF-8"):
        read_run(odd)
    odd.write_text(line_of(FACTS) + "\nrubbish\n", encoding="utf-8")
    with pytest.raises(ResultsError, match="line 2"):
        read_run(odd)
    odd.write_text(line_of(result()) + "\n", encoding="utf-8")
    with pytest.raises(ResultsError, match="does not say"):
        read_run(odd)
    monkeypatch.setattr(resultsfile, "MOST_BYTES", 10)
    with pytest.raises(ResultsError, match="larger"):
        read_run(odd)

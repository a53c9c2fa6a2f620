from __future__ import annotations

import pytest

from chaos.standins.mishaps import EARLY, Mishaps
from chaos.standins.trouble import WELL, Trouble, write_trouble


def troubled(*arguments, **more):
    mishaps = Mishaps()
    mishaps.trouble = Trouble(*arguments, **more)
    return mishaps


def struck(luck, answers=4):
    return [luck.at_answer() != WELL for _ in range(answers)]


def test_all_is_well_until_a_trouble_is_set():
    luck = Mishaps().stream()
    assert luck.at_start() == WELL
    assert struck(luck) == [False] * 4


@pytest.mark.parametrize("kind", sorted(EARLY))
def test_without_after_it_strikes_before_the_first_answer(kind):
    assert troubled(kind).stream().at_start().kind == kind
    luck = troubled(kind, after=2).stream()
    assert luck.at_start() == WELL
    assert struck(luck) == [False, False, True, True]


def test_what_spoils_answers_waits_for_one():
    luck = troubled("garbage", after=1).stream()
    assert luck.at_start() == WELL
    assert struck(luck) == [False, True, True, True]


def test_a_delay_comes_once_a_request():
    mishaps = troubled("delay", after=1)
    assert struck(mishaps.stream()) == [False, True, False, False]
    assert struck(mishaps.stream()) == [False, True, False, False]


def test_a_delay_comes_before_the_headers_where_there_are_any():
    luck = troubled("delay").stream()
    assert luck.at_start(headers=True).kind == "delay"
    assert struck(luck) == [False] * 4


def test_times_counts_requests_that_were_struck():
    mishaps = troubled("garbage", after=2, times=1)
    short, first, second = mishaps.stream(), mishaps.stream(), mishaps.stream()
    assert struck(short, 2) == [False, False]  # it never got there: not counted
    assert struck(first) == [False, False, True, True]
    assert struck(second) == [False] * 4
    mishaps.trouble = Trouble("garbage", times=1)  # set again, counted again
    assert struck(mishaps.stream()) == [True] * 4


def test_requests_of_one_answer_are_counted_as_answers():
    mishaps = troubled("error", after=2)
    found = [mishaps.request().at_start().kind for _ in range(4)]
    assert found == ["none", "none", "error", "error"]
    mishaps.trouble = Trouble("error", after=1)
    assert mishaps.request().at_start() == WELL


def test_it_may_change_while_a_stream_runs():
    mishaps = Mishaps()
    luck = mishaps.stream()
    assert struck(luck, 1) == [False]
    mishaps.trouble = Trouble("error")
    assert struck(luck, 1) == [True]
    mishaps.trouble = WELL
    assert struck(luck, 1) == [False]


def test_a_file_is_obeyed_at_every_answer(tmp_path):
    path = tmp_path / "trouble.json"
    mishaps = Mishaps(path)
    luck = mishaps.stream()
    assert struck(luck, 1) == [False]
    write_trouble(path, Trouble("garbage", times=1))
    assert struck(luck, 1) == [True]
    assert struck(mishaps.stream(), 1) == [False]
    write_trouble(path, Trouble("garbage", times=1))  # the same once more
    assert struck(mishaps.stream(), 1) == [True]
    path.unlink()
    assert struck(luck, 1) == [False]

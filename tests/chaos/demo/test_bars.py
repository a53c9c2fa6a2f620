"""The waterfall adds up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaos.demo.bars import SHADES, WIDTH, waterfall
from chaos.demo.scene import STAGES, Turn

TIMES = st.fixed_dictionaries({stage: st.floats(0, 5000) for stage in STAGES})


def turn(**stages):
    return Turn(1, stages, sum(stages.values()))


def bar_of(line):
    return line[5 : 5 + WIDTH].rstrip()


def test_the_longest_turn_fills_the_width_and_the_others_are_in_proportion():
    lines = waterfall([turn(stt=1000.0), turn(stt=500.0)])
    assert [len(bar_of(line)) for line in lines[1:]] == [WIDTH, WIDTH // 2]


def test_each_stage_has_its_share():
    line = waterfall([turn(endpointing=500, stt=250, llm=0, tts=250, wire=0)])[1]
    bar = bar_of(line)
    assert bar.count(SHADES["endpointing"]) == WIDTH // 2
    assert bar.count(SHADES["stt"]) == bar.count(SHADES["tts"]) == WIDTH // 4
    assert SHADES["llm"] not in bar
    assert "1000 ms" in line


@given(st.lists(TIMES, min_size=1, max_size=5))
def test_no_bar_is_longer_than_the_width(turns):
    for line in waterfall([turn(**stages) for stages in turns])[1:]:
        assert sum(line.count(shade) for shade in SHADES.values()) <= WIDTH


def test_no_turn_is_said_in_words():
    assert waterfall([]) == ["no turn was answered"]

"""The call as lines."""

from __future__ import annotations

from chaos.demo.plain import PlainView
from chaos.demo.scene import Scene
from tests.chaos.demo.recorded import EVENTS


def test_each_line_is_printed_once_and_only_when_it_is_final():
    lines: list[str] = []
    scene, view = Scene(), PlainView(lines.append)
    for event in EVENTS:
        scene.apply(event)
        view.show(scene)
        view.show(scene)
    told = "\n".join(lines)
    assert told.count("Two cans of oil.") == 1
    assert "Two cans\n" not in told
    assert told.count("Your order is placed.") == 1
    assert "turn 1: 710 ms" in told
    assert "turn 2: 900 ms" in told


def test_a_line_says_when_and_who():
    lines: list[str] = []
    scene = Scene()
    scene.apply(EVENTS[2])
    scene.apply(EVENTS[3])
    PlainView(lines.append).show(scene)
    assert " ".join(lines[0].split()) == "0.1s AGENT Hello, how can I help?"


def test_lines_come_in_the_order_of_the_conversation():
    lines: list[str] = []
    scene, view = Scene(), PlainView(lines.append)
    scene.apply({"event": "caller:partial", "t": 1.0, "text": "wait"})
    scene.note("FAULT")
    view.show(scene)
    scene.apply({"event": "caller:said", "t": 2.0, "text": "Wait."})
    view.show(scene)
    assert ["FAULT" in line for line in lines] == [True, False]

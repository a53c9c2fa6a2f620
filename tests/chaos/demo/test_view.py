"""The live view is drawn from a recorded call."""

from __future__ import annotations

import io
from typing import cast

from rich.console import Console

from chaos.demo.scene import Scene
from chaos.demo.view import LiveView, picture
from tests.chaos.demo.recorded import EVENTS


def console(height=30):
    return Console(
        file=io.StringIO(),
        force_terminal=True,
        width=100,
        height=height,
        color_system=None,
    )


def written(screen):
    return cast("io.StringIO", screen.file).getvalue()


def shown(scene, room=20):
    screen = console()
    screen.print(picture(scene, "oil · en", room))
    return written(screen)


def scene_after(count):
    scene = Scene()
    for event in EVENTS[:count]:
        scene.apply(event)
    return scene


def test_before_the_first_event_there_is_something_to_see():
    assert "ringing" in shown(Scene())
    assert "no turn yet" in shown(Scene())


def test_a_call_under_way_shows_words_state_and_clock():
    told = shown(scene_after(7))
    assert "Hello, how can I help?" in told
    assert "Two cans" in told
    assert "listening" in told
    assert "00:03.3" in told


def test_the_last_turn_is_taken_apart():
    told = shown(scene_after(len(EVENTS)))
    assert "last turn 900 ms" in told
    assert "710 900" in told


def test_the_two_sides_stand_in_two_columns():
    line = next(
        one for one in shown(scene_after(10)).splitlines() if "Two cans of oil." in one
    )
    other = next(
        one for one in shown(scene_after(10)).splitlines() if "Hello, how" in one
    )
    assert line.index("Two cans") < 50 <= other.index("Hello")


def test_a_long_call_shows_its_end():
    scene = Scene()
    for number in range(50):
        scene.note(f"event {number}")
    told = shown(scene, room=20)
    assert "event 49" in told
    assert "event 3 " not in told


def test_partials_look_different_from_finals():
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    screen.print(picture(scene_after(7), "x", 20))
    assert "\x1b[2;3" in written(screen)  # dim italic


def test_the_live_view_draws_and_cleans_up():
    screen = console()
    with LiveView(screen, "oil") as view:
        view.show(scene_after(12))
    assert "Two cans of oil." in written(screen)

from __future__ import annotations

from typing import Any

import pytest
import trio

from callcore.call.keys import Keys
from callcore.dialog.keypad import ALONE_S, BETWEEN_S
from callcore.dialog.machine import Event


class Desk:
    def __init__(self):
        self.posted: list[Any] = []
        self.texts: list[str] = []
        self.noted: list[Any] = []
        me: Any = self
        self.keys = Keys(self.posted.append, me, me)

    def caller_said(self, text, *, aside=False):
        self.texts.append(text)
        return True

    def note(self, event, **fields):
        self.noted.append((event, fields))

    async def press(self, digits):
        for digit in digits:
            self.keys.press(digit)
            await trio.sleep(0.3)

    async def wait(self, seconds):
        await trio.sleep(seconds)
        self.keys.look(trio.current_time())

    @property
    def events(self):
        return [happened.event for happened in self.posted]


@pytest.fixture
async def desk():
    return Desk()


BEGAN = [Event.CALLER_STARTED, Event.CALLER_INSISTED]
ENDED = [Event.CALLER_FINISHED, Event.TURN_READY]


async def test_a_number_is_a_turn_when_no_digit_follows(autojump_clock, desk):
    await desk.press("0671234567")
    assert desk.keys.entering
    assert desk.events == BEGAN
    await desk.wait(BETWEEN_S)
    assert desk.events == BEGAN + ENDED
    assert desk.texts == ["0671234567"]
    assert desk.noted == [("caller:pressed", {"number": "0671234567"})]
    assert not desk.keys.entering


async def test_hash_ends_it_at_once(autojump_clock, desk):
    await desk.press("42#")
    assert desk.texts == ["42"]
    assert desk.posted[-1].text == "42"


async def test_zero_alone_is_the_operator(autojump_clock, desk):
    await desk.press("0")
    assert Event.HAND_OVER not in desk.events
    await desk.wait(ALONE_S)
    assert desk.events[-1] is Event.HAND_OVER
    assert desk.posted[-1].reason == "pressed-0"
    assert desk.texts == []


async def test_an_impatient_caller_need_not_wait(autojump_clock, desk):
    await desk.press("000")
    assert Event.HAND_OVER in desk.events


async def test_a_number_is_told_once(autojump_clock, desk):
    await desk.press("5")
    await desk.wait(BETWEEN_S)
    await desk.wait(BETWEEN_S)
    assert desk.texts == ["5"]


@pytest.mark.parametrize("keys", ["*", "#", "A", "\x00", "🙂"])
async def test_other_keys_are_nothing(autojump_clock, desk, keys):
    await desk.press(keys)
    await desk.wait(10)
    assert desk.posted == []

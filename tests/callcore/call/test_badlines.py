"""Lines on which something is wrong, in whole calls in virtual time: told, and survived."""

from __future__ import annotations

import itertools
import random

import pytest
import trio

from callcore.engines.spelled import spell
from tests.callcore.call.test_interruptions import LONG, hall_of
from tests.kit.hall import wait_until
from tests.kit.phone.result import Outcome
from tests.kit.talker import in_call

FULL = b"\xff\x7f\x01\x80" * 80  # 20 ms at full scale, both ways
OFFSET = (3000).to_bytes(2, "little", signed=True) * 160
ZEROS = bytes(320)


def noise(peak):
    chance = random.Random(3)
    frames = [
        b"".join(
            round(chance.uniform(-peak, peak)).to_bytes(2, "little", signed=True)
            for _ in range(160)
        )
        for _ in range(50)
    ]
    return itertools.cycle(frames)


@pytest.mark.parametrize(
    ("frames", "finding"),
    [
        (itertools.repeat(FULL), "clipped"),
        (itertools.repeat(OFFSET), "dc-offset"),
        (itertools.repeat(ZEROS), "dead"),
    ],
    ids=["clipped", "offset", "zeros"],
)
async def test_a_bad_line_is_told_once_and_the_call_goes_on(
    autojump_clock, frames, finding
):
    hall = hall_of(*[LONG] * 20)
    async with in_call(hall, greeted=False) as caller:
        caller.handset.voice = lambda: next(frames)
        await trio.sleep(30)
        assert hall.tally.bad_lines == [finding]
        assert hall.last.of("call:line")[0]["finding"] == finding
        ended = await caller.wait_over(within_s=120)
    assert ended.outcome in (Outcome.END, Outcome.HUMAN)
    assert not any(o.reason == "bug" for o in hall.tally.outcomes)


@pytest.mark.parametrize("peak", [300, 3000, 30000])
async def test_steady_noise_holds_no_turn_open(autojump_clock, peak):
    """The caller is heard again once the ear took the noise for what it is."""
    hall = hall_of(*["All right."] * 5)
    frames = noise(peak)
    async with in_call(hall) as caller:
        voice = caller.voice
        caller.handset.voice = lambda: next(frames)
        await trio.sleep(15)
        caller.handset.voice = voice
        await trio.sleep(4)
        assert not hall.last.of("caller:speech")[-1:] or (
            hall.last.of("caller:speech")[-1]["on"] is False
        )
        await caller.say("i need winter tyres")
        await wait_until(lambda: caller.words.endswith("All right."))


async def test_a_line_on_hold_in_mid_sentence_ends_the_turn(autojump_clock):
    hall = hall_of("All right.")
    async with in_call(hall) as caller:
        caller.voice.say(spell("i need winter tyres and four of them at once"))
        await trio.sleep(1.5)
        caller.handset.is_on_hold = True
        await caller.wait_state("speaking")
    assert hall.tally.turns


async def test_frames_that_come_in_bursts_lose_no_word(autojump_clock):
    hall = hall_of("All right.")
    async with in_call(hall) as caller:
        caller.voice.say(spell("four winter tyres"))
        for _ in range(3):
            await trio.sleep(0.3)
            caller.handset.is_on_hold = True  # 60 ms do not come
            await trio.sleep(0.06)
            caller.handset.is_on_hold = False
        await caller.wait_state("speaking")
    assert [m.text for m in hall.heard_by_model() if m.role == "user"] == [
        "four winter tyres"
    ]

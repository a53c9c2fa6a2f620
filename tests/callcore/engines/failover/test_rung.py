from __future__ import annotations

import pytest
import trio

from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.failover.rung import HOLD_S, Ladder, Patience, Rung
from callcore.engines.offers import Budget
from callcore.engines.scripted import ScriptedTextToSpeech


def opened(name="x"):
    breaker = EngineBreaker(name)
    breaker.failed(0, "forbidden")
    return breaker


def rung(name, **more):
    return Rung(ScriptedTextToSpeech(name=name), **more)


def names(ladder, language="en"):
    return [attempt.rung.name for attempt in ladder.attempts(language)]


def lost(name):
    return EngineLost(name, "connection")


async def test_rungs_are_asked_in_their_order_and_the_last_one_knows():
    ladder = Ladder("tts", [rung("a"), rung("b"), rung("c")])
    assert ladder.name == "a"
    attempts = list(ladder.attempts("en"))
    assert [(each.rung.name, each.last) for each in attempts] == [
        ("a", False),
        ("b", False),
        ("c", True),
    ]


async def test_a_language_that_a_rung_does_not_know_is_no_failure(steps, note):
    english = frozenset({"en"})
    breaker = EngineBreaker("a")
    ladder = Ladder(
        "tts", [rung("a", languages=english, breaker=breaker), rung("b")], note
    )
    assert names(ladder, "uk") == ["b"]
    assert names(ladder, "en") == ["a", "b"]
    assert names(ladder, None) == ["a", "b"]
    assert steps == []
    assert breaker.allows


async def test_a_language_that_nobody_knows_is_refused():
    ladder = Ladder("tts", [rung("a", languages=frozenset({"en"}))])
    with pytest.raises(EngineError, match="a: language") as caught:
        names(ladder, "uk")
    assert not caught.value.retryable


async def test_an_open_engine_is_passed_over():
    ladder = Ladder("tts", [rung("a", breaker=opened()), rung("b")])
    assert [(each.rung.name, each.last) for each in ladder.attempts("en")] == [
        ("b", True)
    ]


async def test_when_all_are_open_nobody_is_asked():
    ladder = Ladder("tts", [rung("a", breaker=opened()), rung("b", breaker=opened())])
    with pytest.raises(EngineError, match="all-open"):
        names(ladder)


async def test_all_that_know_the_language_is_all():
    english, rest = frozenset({"en"}), frozenset({"uk"})
    ladder = Ladder(
        "tts",
        [
            rung("a", breaker=opened(), languages=english),
            rung("b", breaker=opened(), languages=english),
            rung("c", languages=rest),
        ],
    )
    with pytest.raises(EngineError, match="all-open"):
        names(ladder, "en")
    assert names(ladder, "uk") == ["c"]


async def test_the_only_engine_is_asked_even_while_it_is_open():
    """Not asking it would send every caller of a two-second restart to a human."""
    breaker = opened()
    assert names(Ladder("tts", [rung("a", breaker=breaker)])) == ["a"]
    twice = Ladder("tts", [rung("a", breaker=breaker), rung("a", breaker=breaker)])
    assert names(twice) == ["a", "a"]


async def test_the_only_one_that_knows_the_language_is_asked_even_while_it_is_open():
    ladder = Ladder(
        "tts",
        [
            rung("a", breaker=opened(), languages=frozenset({"en"})),
            rung("b", breaker=opened()),
        ],
    )
    assert names(ladder, "uk") == ["b"]


async def test_who_failed_in_this_call_comes_last_for_a_while(autojump_clock, note):
    ladder = Ladder("tts", [rung("a"), rung("b"), rung("c")], note)
    first = next(iter(ladder.attempts("en")))
    first.failed(lost("a"))
    assert names(ladder) == ["b", "c", "a"]
    await trio.sleep(HOLD_S / 2)
    next(iter(ladder.attempts("en"))).failed(lost("b"))
    assert names(ladder) == ["c", "a", "b"]
    await trio.sleep(HOLD_S / 2)
    assert names(ladder) == ["a", "c", "b"]


async def test_another_call_is_not_held_from_it():
    rungs = [rung("a"), rung("b")]
    next(iter(Ladder("tts", rungs).attempts("en"))).failed(lost("a"))
    assert names(Ladder("tts", rungs)) == ["a", "b"]


async def test_who_helped_out_after_all_is_asked_first_again(autojump_clock):
    ladder = Ladder("tts", [rung("a"), rung("b")])
    for attempt in list(ladder.attempts("en")):
        attempt.spoiled("slow")
    a, b = ladder.attempts("en")
    a.failed(lost("a"))
    b.succeeded()
    assert names(ladder) == ["b", "a"]


async def test_a_step_down_is_told_and_the_last_failure_is_raised(steps, note):
    ladder = Ladder("tts", [rung("a"), rung("b")], note)
    a, b = ladder.attempts("en")
    a.failed(lost("a"))
    assert steps == [("tts", "a", "connection")]
    with pytest.raises(EngineError, match="b: connection"):
        b.failed(lost("b"))
    assert len(steps) == 1


async def test_the_name_is_of_who_answered_last():
    ladder = Ladder("tts", [rung("a"), rung("b")])
    a, b = ladder.attempts("en")
    b.began()
    assert ladder.name == "b"
    a.succeeded()
    assert ladder.name == "a"


async def test_the_breaker_learns_of_failures_and_of_success():
    breaker = EngineBreaker("a")
    ladder = Ladder("tts", [rung("a", breaker=breaker), rung("b")])
    for _ in range(2):
        next(ladder.attempts("en")).spoiled("slow")
        ladder = Ladder("tts", [rung("a", breaker=breaker), rung("b")])
    next(ladder.attempts("en")).succeeded()
    next(ladder.attempts("en")).spoiled("slow")
    assert breaker.allows
    for _ in range(2):
        ladder = Ladder("tts", [rung("a", breaker=breaker), rung("b")])
        next(ladder.attempts("en")).spoiled("slow")
    assert names(ladder) == ["b"]


class TestPatience:
    async def test_all_but_the_last_must_begin_in_time(self, autojump_clock):
        patience = Patience(Budget(first_s=2), last=False)
        with patience.scope:
            await trio.sleep(3)
        assert patience.late
        with pytest.raises(EngineError, match="a: slow"):
            patience.check("a")

    async def test_the_last_may_begin_late_and_is_known_to_be(self, autojump_clock):
        patience = Patience(Budget(first_s=2), last=True)
        with patience.scope:
            await trio.sleep(1.9)
            assert not patience.late
            await trio.sleep(3)
        assert patience.late
        patience.check("a")

    @pytest.mark.parametrize("last", [True, False])
    async def test_nobody_may_stand_still(self, autojump_clock, last):
        patience = Patience(Budget(first_s=2, between_s=1), last=last)
        with patience.scope:
            patience.came()
            await trio.sleep(50)  # the reader's
            patience.wait()
            await trio.sleep(1.1)
        with pytest.raises(EngineError, match="a: stalled"):
            patience.check("a")


class TestBlame:
    @pytest.mark.parametrize(("waited_s", "blamed"), [(1, False), (2, True)])
    async def test_work_that_is_cancelled_late_is_a_failure(
        self, autojump_clock, waited_s, blamed
    ):
        breaker = EngineBreaker("a")
        for _ in range(3):
            attempt = next(Ladder("x", [rung("a", breaker=breaker)]).attempts("en"))
            patience = Patience(Budget(first_s=1.5), last=True)
            with trio.move_on_after(waited_s), attempt.blamed(patience):
                await trio.sleep_forever()
        assert breaker.allows is not blamed

    async def test_an_error_is_not_counted_twice(self, autojump_clock):
        breaker = EngineBreaker("a")
        for _ in range(2):
            attempt = next(Ladder("x", [rung("a", breaker=breaker)]).attempts("en"))
            patience = Patience(Budget(first_s=0), last=True)
            with pytest.raises(EngineError), attempt.blamed(patience):
                attempt.failed(lost("a"))
        assert breaker.allows

from __future__ import annotations

from typing import Any, cast

import pytest
import trio

from callcore.agent.history import History
from callcore.call.memory import Memory
from callcore.call.speak import Heard
from callcore.engines.utterance import UtteranceAudio


class Guard:
    def __init__(self):
        self.noted = []

    def note_caller_turn(self, text):
        self.noted.append(("caller", text))

    def without_cards(self, text):
        return text.replace("4242", "[CARD]")

    def note_spoken(self, text):
        self.noted.append(("agent", text))


class Journal:
    def __init__(self):
        self.noted = []

    def note(self, event, **fields):
        self.noted.append((event, fields))


class Desk:
    def __init__(self):
        self.history = History("x")
        self.guard = cast("Any", Guard())
        self.journal = cast("Any", Journal())
        self.memory = Memory(self.history, self.guard, self.journal)

    @property
    def told(self):
        return [(m.role, m.text) for m in self.history.messages()[1:]]


@pytest.fixture
def desk():
    return Desk()


def heard(text, *, whole=True, phrase=None, protected=False):
    return Heard(text, 1, whole, protected, phrase)


def test_what_the_caller_said_reaches_history_guard_and_journal(desk):
    assert desk.memory.caller_said("four tyres")
    assert desk.told == [("user", "four tyres")]
    assert desk.guard.noted == [("caller", "four tyres")]
    assert desk.journal.noted == [("caller:said", {"turn": 1, "text": "four tyres"})]


def test_a_card_number_is_kept_nowhere(desk):
    desk.memory.caller_said("my card is 4242")
    assert desk.told == [("user", "my card is [CARD]")]
    assert "4242" not in str(desk.journal.noted + desk.guard.noted)


def test_a_cough_is_no_turn(desk):
    assert not desk.memory.caller_said("")
    assert desk.told == desk.guard.noted == desk.journal.noted == []


def test_a_cough_after_words_still_waits_for_their_answer(desk):
    desk.memory.caller_said("four tyres")
    assert desk.memory.caller_said("")
    assert len(desk.told) == 1


def test_a_turn_waits_until_its_answer_begins(desk):
    desk.memory.caller_said("four tyres")
    assert desk.memory.turn_waits
    desk.memory.answer_began(1)
    assert not desk.memory.turn_waits


def test_no_phrase_is_an_answer(desk):
    desk.memory.caller_said("four tyres")
    desk.memory.agent_heard(heard("One moment.", phrase="filler"))
    desk.memory.agent_heard(heard("Are you there?", phrase="still_there"))
    assert desk.memory.turn_waits
    desk.memory.agent_heard(heard("Four tyres."))
    assert not desk.memory.turn_waits


def test_words_over_a_reply_are_not_answered_by_that_reply(desk):
    desk.memory.turn_now = lambda: 1
    desk.memory.caller_said("no, five")
    desk.memory.agent_heard(heard("I read back four tyres.", protected=True))
    assert desk.memory.turn_waits
    desk.memory.answer_began(2)
    assert not desk.memory.turn_waits


def test_an_mhm_is_noted_and_asks_for_nothing(desk):
    assert not desk.memory.caller_said("mhm", aside=True)
    assert desk.told == desk.guard.noted == []
    assert desk.journal.noted == [
        ("caller:said", {"turn": 0, "text": "mhm", "aside": True})
    ]
    assert desk.memory.turns == 0


def test_the_guard_learns_only_of_sentences_that_were_heard_whole(desk):
    desk.memory.agent_heard(heard("I read back", whole=False, protected=True))
    desk.memory.agent_heard(heard("Hello.", phrase="greeting"))
    assert desk.guard.noted == []
    desk.memory.agent_heard(heard("I read back all.", protected=True))
    assert desk.guard.noted == [("agent", "I read back all.")]


def test_the_history_holds_the_part_that_was_heard(desk):
    desk.memory.caller_said("a story")
    desk.memory.agent_heard(heard("I could tell", whole=False))
    assert desk.told == [("user", "a story"), ("assistant", "I could tell")]


def test_what_nobody_heard_is_nothing(desk):
    desk.memory.caller_said("a story")
    desk.memory.agent_heard(heard("", whole=False))
    assert desk.told == [("user", "a story")]
    assert desk.memory.turn_waits


@pytest.mark.parametrize("greeting", [True, False])
def test_what_he_talked_over_stands_before_his_words(desk, greeting):
    """His words came first where a false alarm had resumed the reply."""
    turn = -1 if greeting else 1
    desk.memory.turn_now = lambda: max(turn, 0)
    desk.memory.caller_said("no")
    desk.memory.agent_heard(
        Heard("Hello!", turn, False, False, "greeting" if greeting else None)
    )
    assert desk.told == [("assistant", "Hello!"), ("user", "no")]
    assert desk.history.ends_with_caller


def test_an_answer_that_is_cut_stands_behind_the_words_it_answers(desk):
    desk.memory.turn_now = lambda: 1
    desk.memory.caller_said("no")
    desk.memory.agent_heard(Heard("Which size", 2, False, False, None))
    assert desk.told == [("user", "no"), ("assistant", "Which size")]


def test_what_was_heard_whole_stands_where_it_was_heard(desk):
    desk.memory.turn_now = lambda: 1
    desk.memory.caller_said("no")
    desk.memory.agent_heard(Heard("One moment.", -1, True, False, "filler"))
    assert desk.told == [("user", "no"), ("assistant", "One moment.")]


def test_a_question_of_its_own_is_told_to_the_guard(desk):
    desk.memory.agent_heard(heard("Are you still there?", phrase="still_there"))
    desk.memory.agent_heard(heard("One moment, please.", phrase="filler"))
    assert desk.guard.noted == [("agent", "Are you still there?")]


def test_who_has_only_written_writes(desk):
    assert not desk.memory.writes
    desk.memory.caller_said("winter tyres", typed=True)
    desk.memory.caller_said("four", typed=True)
    assert desk.memory.writes
    desk.memory.caller_said("and batteries")
    desk.memory.caller_said("two", typed=True)
    assert not desk.memory.writes  # he has a voice, so his silence is a silence


async def test_the_journal_tells_when_speech_began_and_ended(autojump_clock, desk):
    sounded = UtteranceAudio()
    sounded.began_s = trio.current_time()
    await trio.sleep(1.5)
    sounded.ended_s = trio.current_time()
    await trio.sleep(0.75)
    desk.memory.caller_said("four tyres", sounded=sounded)
    (_event, fields) = desk.journal.noted[0]
    assert (fields["began_ago_ms"], fields["ended_ago_ms"]) == (2250, 750)

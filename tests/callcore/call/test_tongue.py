from __future__ import annotations

from typing import Any

import pytest

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.prompts.loader import hash_of
from callcore.call.tongue import Speaks, Tongues
from callcore.engines.ports import Transcript


class Desk:
    def __init__(self, among=("en", "ru", "uk"), voices=("en", "ru", "uk")):
        self.tongues = Tongues("en", among)
        self.history, self.guard = History("english"), Guard("en")
        self.posted: list[Any] = []
        self.noted: list[Any] = []
        self.done: list[Any] = []
        me: Any = self
        phrases: Any = {language: {"greeting": "x"} for language in voices}
        self.use = Speaks(
            history=self.history,
            guard=self.guard,
            prompt=lambda language: f"prompt {language}",
            phrases=phrases,
            say_switched=lambda: self.done.append("said"),
            switched=self.done.append,
            post=self.posted.append,
            journal=me,
        )

    def note(self, event, **fields):
        self.noted.append((event, fields))

    def hear(self, text, language="en", sure=None, confidence=0.9):
        found = Transcript(text, language, confidence, language_confidence=sure)
        return self.tongues.heard(found, self.use)

    @property
    def prompt(self):
        return self.history.messages()[0].text


@pytest.fixture
def desk():
    return Desk()


def test_the_first_turn_of_another_language_switches_everything(desk):
    assert not desk.hear("мені потрібні зимові шини", "uk", 0.95)
    assert desk.tongues.now == desk.guard.language == "uk"
    assert desk.prompt == "prompt uk"
    assert desk.done == ["uk"]
    told = {"language": "uk", "was": "en", "by": "speech"}
    sha = hash_of("prompt uk")
    assert desk.noted == [("call:language", told | {"prompt_sha": sha})]


def test_a_turn_in_the_expected_language_changes_nothing(desk):
    assert not desk.hear("i need winter tyres", "en", 0.95)
    assert desk.prompt == "english"
    assert desk.noted == desk.done == []


def test_a_wish_and_nothing_else_is_no_turn(desk):
    desk.hear("i need winter tyres", "en", 0.95)
    assert desk.hear("по-русски, пожалуйста")
    assert desk.tongues.now == "ru"
    assert desk.done == ["ru", "said"]
    assert desk.noted[0][1]["by"] == "wish"


def test_a_wish_with_more_in_it_is_a_turn_too(desk):
    wish = "говорите по-русски пожалуйста мне нужны зимние шины на субботу"
    assert not desk.hear(wish)
    assert desk.tongues.now == "ru"
    assert "said" not in desk.done


def test_one_odd_turn_later_is_not_enough(desk):
    desk.hear("i need winter tyres", "en", 0.95)
    desk.hear("мені потрібні зимові шини", "uk", 0.95)
    assert desk.tongues.now == "en"
    desk.hear("скільки коштують зимові шини", "uk", 0.95)
    assert desk.tongues.now == "uk"


def test_a_language_without_a_voice_goes_to_a_human():
    desk = Desk(voices=("en",))
    assert not desk.hear("мені потрібні зимові шини", "uk", 0.95)
    assert [happened.reason for happened in desk.posted] == ["no-voice"]
    assert desk.prompt == "english"


def test_others_are_considered_until_a_turn_was_understood(desk):
    assert set(desk.tongues.others()) == {"ru", "uk"}
    desk.hear("yes")
    assert desk.tongues.others()  # a word is no evidence
    desk.hear("i need winter tyres", "en", 0.95)
    assert desk.tongues.others() == ()


def test_a_doubtful_transcript_makes_curious_again(desk):
    desk.hear("i need winter tyres", "en", 0.95)
    desk.hear("menny potrebny zeemovy", "en", None, confidence=0.3)
    assert desk.tongues.others()


def test_where_only_one_language_is_spoken_nothing_is_detected():
    desk = Desk(among=())
    assert desk.tongues.others() == ()
    desk.hear("мені потрібні зимові шини", "uk", 0.95)
    assert desk.tongues.now == "en"

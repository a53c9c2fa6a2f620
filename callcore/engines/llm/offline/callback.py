"""A human calls back: what about, when, and at which number if his own is withheld."""

from __future__ import annotations

import re
from typing import Final

from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.reading import STORE_DOWN, Result, text_in
from callcore.engines.llm.offline.state import MAX_MISSES, Asked, Callback, State, Step
from callcore.engines.llm.offline.steps import call, say, transfer
from callcore.engines.llm.offline.wording import Wording
from callcore.shared.ids import Language

MAX_WHEN_CHARS: Final = 60
PHONE_DIGITS: Final = 9

_NUMBER_NEEDED: Final = ("phone_needed", "invalid_phone", "bad_arguments", "bad-phone",
                         "premium-number")  # fmt: skip
_HOUR_EN: Final = r"(?: \d{1,2}(?::\d\d)?| (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))"
_WHEN: Final[dict[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:today|tomorrow|tonight|this (?:morning|afternoon|evening)|in the (?:morning|afternoon"
        r"|evening)|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|noon|lunch"
        rf"|(?:after|before|at|by|around){_HOUR_EN}(?: (?:am|pm|oclock))?|after (?:work|lunch)"
        r"|in (?:an|a|one|two|three|half an|\d+) (?:hours?|minutes?|days?)|next week|later)\b"
    ),
    "ru": re.compile(
        r"\b(?:сегодня|завтра|послезавтра|утром|днем|вечером|после обеда|до обеда|в обед"
        r"|(?:в )?(?:понедельник|вторник|сред[уы]|четверг|пятницу|субботу|воскресенье)"
        r"|(?:после|до|около|в|к) (?:\d{1,2}(?::\d\d)?|час\w*|двух|трех|четырех|пяти|шести|семи|восьми"
        r"|девяти|десяти|одиннадцати|двенадцати|два|три|четыре|пять|шесть|семь|восемь|девять|десять"
        r"|одиннадцать|двенадцать)(?: (?:час\w*|утра|дня|вечера))*"
        r"|через (?:час|полчаса|(?:\w+ )?(?:час\w*|минут\w*|дн\w+|день))|на следующей неделе|позже|попозже)\b"
    ),
    "uk": re.compile(
        r"\b(?:сьогодні|завтра|післязавтра|вранці|зранку|вдень|ввечері|увечері|по обіді|після обіду|в обід"
        r"|(?:в |у )?(?:понеділок|вівторок|середу|четвер|пятницю|суботу|неділю)"
        r"|(?:після|до|близько|о|об) (?:\d{1,2}(?::\d\d)?|\w+(?:ої|ій|ьох|ти|и))(?: (?:годин\w*|ранку|дня|вечора))*"
        r"|через (?:годину|півгодини|(?:\w+ )?(?:годин\w*|хвилин\w*|дн\w+|день))|наступного тижня|пізніше)\b"
    ),
}  # fmt: skip


def when_in(plain: str, language: Language) -> str:
    """Return when it suits the caller, in his words; '' if he does not say."""
    found = [match[0] for match in _WHEN[language].finditer(plain)]
    return " ".join(found)[:MAX_WHEN_CHARS]


def about_callback(state: State, heard: Heard, words: Wording) -> Step | None:
    """Follow a turn that asks to be called back, or corrects the number for it."""
    if state.callback is not None and heard.phone and not state.in_order:
        return _request(state, heard.phone)
    if not heard.has("callback"):
        return None
    wanted = Callback(_about(state, words), when_in(heard.plain, words.language))
    return _request(state.but(callback=wanted), heard.phone)


def _about(state: State, words: Wording) -> str:
    """Return what it is about, with nothing personal in it."""
    if state.said_number or state.known_order or state.draft:
        return words.say("callback-order")
    if state.current is not None:
        return words.name(state.current)
    return words.wish(state.wish) or words.say("callback-about")


def _request(state: State, phone: str) -> Step:
    wanted = state.callback or Callback("")
    when = {"when": wanted.when} if wanted.when else {}
    number = {"phone": phone} if phone else {}
    misses = state.misses
    state, act = call(state, "request_callback", about=wanted.about, **when, **number)
    return state.but(misses=misses), act


def answer_callback_phone(state: State, heard: Heard, words: Wording) -> Step | None:
    """Take the number to call; it goes to the tool and nowhere else."""
    digits = heard.phone or heard.digits
    if state.callback is None or len(digits) < PHONE_DIGITS:
        return None
    return _request(state, digits)


def requested(state: State, result: Result, words: Wording) -> Step:
    """Take the result of ``request_callback``."""
    error = result.get("error")
    if error is None:
        return say(state, words.say("callback-noted"), Asked.ELSE)
    why = text_in(result, "reason")
    if why == "callback-budget":
        return say(state.but(callback=None), words.say("callback-noted"), Asked.ELSE)
    needed = error in _NUMBER_NEEDED or why in _NUMBER_NEEDED
    if needed and state.misses < MAX_MISSES:
        text = words.say("ask-callback-phone")
        kept, act = say(state, text, Asked.CALLBACK_PHONE)
        return kept.but(misses=state.misses + 1), act
    reason = "store_down" if error in STORE_DOWN else "asked"
    return transfer(state.but(callback=None), words.say("no-callback"), reason)

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.phrases import PHRASES
from callcore.dialog.completeness import TextVerdict
from callcore.dialog.patience import PROFILES, Patience, TurnProfile, parse_profile
from callcore.dialog.questions import Question
from callcore.shared.ids import LANGUAGES

PROFILE = TurnProfile(
    least_ms=200, complete_ms=400, neutral_ms=600, trailing_ms=1000, doubt_ms=1000, dictating_ms=1500,
    most_ms=2000, sure=0.8, unsure=0.4,
)  # fmt: skip
TEXTS = {
    "four winter tyres please": 400, "winter tyres": 600, "i need": 1000, "205 55": 1500,
}  # fmt: skip


def patient(text="", finished=None, asked="How can I help you?"):
    patience = Patience(PROFILE)
    patience.asked(asked, "en")
    patience.begin()
    if text:
        patience.heard_text(text)
    if finished is not None:
        patience.heard_audio(finished)
    return patience


def test_with_nothing_but_the_vad_it_is_the_neutral_time():
    assert Patience(PROFILE).end_ms == PROFILE.neutral_ms
    assert patient().end_ms == PROFILE.neutral_ms


@pytest.mark.parametrize(
    "asked", ["What is your phone number?", "What is the order number?"]
)
@pytest.mark.parametrize("finished", [None, 0.9])
def test_a_number_of_which_nothing_is_known_yet_is_not_broken_at_its_pauses(
    asked, finished
):
    patience = patient("", finished, asked)
    assert patience.end_ms == PROFILE.dictating_ms
    patience.heard_text("I do not have one, sorry.")
    assert patience.end_ms < PROFILE.dictating_ms


def test_how_many_is_no_number_that_is_dictated():
    assert patient("", asked="How many do you need?").end_ms == PROFILE.neutral_ms


@pytest.mark.parametrize(("text", "expected"), list(TEXTS.items()))
def test_text_alone_chooses_the_time(text, expected):
    assert patient(text).end_ms == expected


@pytest.mark.parametrize(
    ("text", "sure_ms"), list(zip(TEXTS, [200, 400, 600, 1500], strict=True))
)
@pytest.mark.parametrize("finished", [0.8, 0.9, 1.0, 7.0])
def test_an_ear_that_is_sure_shortens_all_but_a_number(text, sure_ms, finished):
    assert patient(text, finished).end_ms == sure_ms


@pytest.mark.parametrize(
    ("text", "unsure_ms"), list(zip(TEXTS, [1000, 1000, 1000, 1500], strict=True))
)
@pytest.mark.parametrize("finished", [0.4, 0.2, 0.0, -3.0])
def test_an_ear_that_hears_no_end_waits_whatever_the_text_says(
    text, unsure_ms, finished
):
    assert patient(text, finished).end_ms == unsure_ms


@pytest.mark.parametrize(("text", "expected"), list(TEXTS.items()))
def test_an_ear_that_does_not_know_changes_nothing(text, expected):
    assert patient(text, 0.6).end_ms == expected
    assert patient(text, math.nan).end_ms == expected


def test_between_the_thresholds_it_goes_straight():
    assert patient("winter tyres", 0.7).end_ms == 500
    assert patient("winter tyres", 0.5).end_ms == 800


def test_hints_count_in_any_order():
    late = patient("", 0.9)
    assert late.end_ms == 400
    late.heard_text("four winter tyres please")
    assert late.end_ms == 200


def test_the_question_decides_what_a_whole_answer_is():
    assert patient("four", asked="How many would you like?").end_ms == 400
    assert patient("four", asked="Which phone number is it?").end_ms == 1500
    assert patient("mhm", asked="Is that right?").end_ms == 400
    assert patient("mhm").end_ms == 600


@pytest.mark.parametrize("key", ["did_not_hear", "still_there"])
def test_a_plea_to_repeat_leaves_the_question_that_was_not_answered(key):
    patience = patient(asked="Which phone number is it?")
    patience.asked(PHRASES["en"][key], "en")
    assert patience.question.name == "PHONE"
    patience.asked("Anything else?", "en")
    assert patience.question.name == "YES_NO"


def test_in_another_language_the_old_question_is_forgotten():
    patience = patient(asked="Which phone number is it?")
    patience.asked(PHRASES["uk"]["did_not_hear"], "uk")
    assert patience.question is Question.OPEN
    patience.heard_text("мені потрібні")
    assert patience.verdict is TextVerdict.TRAILING


def test_a_question_that_ends_after_the_caller_began_still_counts():
    patience = patient("four", asked="Hello!")
    assert patience.end_ms == 600
    patience.asked("How many would you like?", "en")
    assert patience.end_ms == 400


def test_a_new_utterance_begins_with_nothing():
    patience = patient("i need", 0.1)
    patience.begin()
    assert patience.end_ms == PROFILE.neutral_ms
    patience.heard_text("i need")
    assert patience.end_ms == PROFILE.trailing_ms


@pytest.mark.parametrize(
    ("text", "expected"), list(zip(TEXTS, [600, 600, 600, 1500], strict=True))
)
def test_who_speaks_on_outdates_text_and_ear_but_not_a_number(text, expected):
    patience = patient(text, 0.9)
    patience.went_on()
    assert patience.end_ms == expected
    patience.heard_text(text)  # the same partial again is no news
    assert patience.end_ms == expected
    patience.heard_text("i want two and")
    assert patience.end_ms == PROFILE.trailing_ms


def test_stale_text_cannot_shorten_what_the_ear_lengthens():
    patience = patient("yes please", 0.9)
    patience.went_on()
    patience.heard_audio(0.1)
    assert patience.end_ms == PROFILE.trailing_ms


def profile_of(steps, sure, unsure):
    least, complete, neutral, trailing, dictating, most = sorted(steps)
    return TurnProfile(
        least, complete, neutral, trailing, dictating, most, sure, unsure
    )


profiles = st.builds(
    profile_of,
    st.tuples(*[st.integers(60, 5000)] * 6),
    st.floats(0.5, 1),
    st.floats(0, 0.49),
)


@given(
    profiles,
    st.lists(
        st.tuples(
            st.sampled_from(["text", "audio", "asked", "begin", "went_on"]),
            st.sampled_from([*TEXTS, "", "um"]) | st.text(max_size=20),
            st.floats(0, 1) | st.just(math.nan),
        ),
        max_size=12,
    ),
    st.sampled_from(LANGUAGES),
)
def test_it_is_always_within_the_profile(profile, hints, language):
    patience = Patience(profile)
    for kind, text, finished in hints:
        match kind:
            case "text":
                patience.heard_text(text)
            case "audio":
                patience.heard_audio(finished)
            case "asked":
                patience.asked(text, language)
            case "begin":
                patience.begin()
            case _:
                patience.went_on()
        assert profile.least_ms <= patience.end_ms <= profile.most_ms


@given(profiles, st.sampled_from([*TEXTS, ""]), st.floats(0, 1), st.floats(0, 1))
def test_the_surer_the_ear_the_shorter_the_wait(profile, text, one, other):
    low, high = sorted((one, other))
    ends = []
    for finished in (low, high):
        patience = patient(text, finished)
        patience.profile = profile
        ends.append(patience.end_ms)
    assert ends[0] >= ends[1]


# -- profiles ----------------------------------------------------------------------


def test_every_language_has_a_profile():
    assert set(PROFILES) == set(LANGUAGES)


def test_a_setting_changes_what_it_names_and_keeps_the_rest():
    changed = parse_profile("complete=350, trailing=1200 sure=0.9", PROFILE)
    assert changed == replace(PROFILE, complete_ms=350, trailing_ms=1200, sure=0.9)
    assert parse_profile("", PROFILE) == PROFILE
    assert parse_profile("  ", PROFILE) == PROFILE


@given(profiles)
def test_a_profile_is_written_as_it_is_read(profile):
    assert parse_profile(str(profile), PROFILE) == profile


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fast=3", "'fast=3'"),
        ("complete", "'complete'"),
        ("complete=", "milliseconds"),
        ("complete=0.5", "milliseconds"),
        ("sure=high", "from 0 to 1"),
        ("sure=nan", "unsure < sure"),
        ("sure=2", "unsure < sure"),
        ("unsure=0.9", "unsure < sure"),
        ("complete=300 complete=400", "twice"),
        ("complete=700", "must not fall"),
        ("least=10", "within"),
        ("most=99999", "within"),
        ("=5", "'=5'"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(text, told):
    with pytest.raises(ValueError, match=re.escape(told)) as refused:
        parse_profile(text, PROFILE)
    assert "\n" not in str(refused.value)

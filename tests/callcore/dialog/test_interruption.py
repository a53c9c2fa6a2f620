from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.interruption import (
    VERDICT_MS,
    Overlap,
    Verdict,
    interrupts,
    is_backchannel,
)
from callcore.dialog.questions import Question as Q
from callcore.shared.ids import LANGUAGES

LISTENING = {
    "en": ["mhm", "Mm-hmm.", "uh-huh", "ok", "Okay.", "right", "all right", "I see",
           "got it", "ok great", "aha", "oh", "hmm", "go on", "of course", "that's fine",
           "oh really", "Okay, I understand.", "sure", "um", "sounds good", "cool"],
    "ru": ["ага", "угу", "Угу.", "так-так", "понятно", "да-да", "хорошо", "ок", "ясно",
           "ну", "слушаю", "я вас слушаю", "все понятно", "м-м", "отлично", "ну да",
           "ага, понял", "о", "э-э", "мгм", "хорошо хорошо", "вот как"],
    "uk": ["ага", "угу", "Угу.", "так-так", "зрозуміло", "добре", "ок", "ясно", "ну",
           "слухаю", "я вас слухаю", "усе зрозуміло", "гаразд", "чудово", "ну так",
           "ага, зрозумів", "мгм", "е-е", "добре добре", "он як"],
}  # fmt: skip
TAKING = {
    "en": ["stop", "Wait!", "no", "No no no", "hold on", "excuse me", "operator",
           "ok wait", "sorry", "I need summer tyres", "how much is it", "just a second",
           "that's enough", "what about summer", "winter tyres", "thank you goodbye",
           "uh no", "one moment", "don't", "can you repeat that", "hello", "but"],
    "ru": ["стоп", "подождите", "нет", "Нет-нет!", "секунду", "оператор", "ага подождите",
           "извините", "мне нужны летние", "а сколько стоит", "не надо", "хватит",
           "летние шины", "послушайте", "дайте оператора", "повторите", "не то", "но",
           "давайте четыре", "угу а можно вопрос", "алло"],
    "uk": ["стоп", "зачекайте", "ні", "Ні-ні!", "секунду", "оператор", "ага почекайте",
           "перепрошую", "мені потрібні літні", "а скільки коштує", "не треба", "досить",
           "літні шини", "послухайте", "дайте оператора", "повторіть", "не те", "але",
           "давайте чотири", "угу а можна питання", "алло"],
}  # fmt: skip
UNCLEAR = {
    "en": ["", "Michelin", "...", "[noise]", "tyres", "four"],
    "ru": ["", "шины", "…", "четыре", "Мишлен"],
    "uk": ["", "шини", "…", "чотири", "Мішлен"],
}
YES = [("yes", "en"), ("Yeah.", "en"), ("да", "ru"), ("Верно.", "ru"), ("так", "uk"),
       ("Вірно.", "uk")]  # fmt: skip


def cases(table):
    return [(text, language) for language in LANGUAGES for text in table[language]]


@pytest.mark.parametrize(("text", "language"), cases(LISTENING))
def test_who_only_listens_does_not_interrupt(text, language):
    assert is_backchannel(text, language)
    assert not interrupts(text, language)
    assert Overlap(language).words(text) is Verdict.FALSE


@pytest.mark.parametrize("asked", Q)
@pytest.mark.parametrize(("text", "language"), cases(TAKING))
def test_who_takes_the_floor_interrupts_whatever_was_asked(text, language, asked):
    assert interrupts(text, language, asked)
    assert not is_backchannel(text, language, asked)
    assert Overlap(language, asked).words(text) is Verdict.CONFIRMED


@pytest.mark.parametrize(("text", "language"), cases(UNCLEAR))
def test_a_single_word_that_may_be_misheard_decides_nothing(text, language):
    assert not interrupts(text, language)
    assert not is_backchannel(text, language)
    assert Overlap(language).words(text) is Verdict.UNDECIDED


@pytest.mark.parametrize(("text", "language"), YES)
def test_a_yes_is_a_back_channel_unless_a_question_is_open(text, language):
    for twice in (text, f"{text} {text}", f"ok, {text}"):
        assert is_backchannel(
            twice.replace("ok", "ок") if language != "en" else twice, language
        )
        assert not is_backchannel(twice, language, Q.CHOICE)
    assert interrupts(text, language, Q.YES_NO)
    assert not interrupts(text, language, Q.OPEN)


def test_a_ukrainian_tak_is_a_yes_to_a_question_and_else_listening():
    assert is_backchannel("так", "uk")
    assert not is_backchannel("так", "uk", Q.YES_NO)
    assert is_backchannel("так", "ru", Q.YES_NO)  # in Russian it only means "so"


@pytest.mark.parametrize(
    ("text", "language"), [("four", "en"), ("четыре", "ru"), ("чотири", "uk")]
)
def test_a_number_interrupts_if_one_was_asked_for(text, language):
    for asked in (Q.QUANTITY, Q.PHONE, Q.NUMBER, Q.SIZE, Q.CHOICE):
        assert interrupts(text, language, asked)
    assert not interrupts(text, language, Q.OPEN)


@pytest.mark.parametrize(
    ("speech_ms", "still", "elapsed_ms", "expected"),
    [
        (0, False, 20, Verdict.UNDECIDED),
        (480, True, VERDICT_MS - 20, Verdict.UNDECIDED),
        (500, True, VERDICT_MS, Verdict.CONFIRMED),
        (300, True, VERDICT_MS, Verdict.CONFIRMED),
        (299, True, VERDICT_MS, Verdict.FALSE),
        (500, False, VERDICT_MS, Verdict.FALSE),
        (120, False, VERDICT_MS, Verdict.FALSE),
        (700, True, 1000, Verdict.CONFIRMED),
    ],
)
def test_without_words_duration_decides_at_half_a_second(
    speech_ms, still, elapsed_ms, expected
):
    assert Overlap("en").speech(speech_ms, still, elapsed_ms) is expected


def test_a_verdict_stays():
    confirmed = Overlap("en")
    assert confirmed.words("stop") is Verdict.CONFIRMED
    assert confirmed.words("mhm") is Verdict.CONFIRMED
    assert confirmed.speech(0, False, 900) is Verdict.CONFIRMED
    false = Overlap("en")
    assert false.speech(100, False, 500) is Verdict.FALSE
    assert false.words("stop") is Verdict.FALSE
    assert false.verdict is Verdict.FALSE


def test_words_that_decide_nothing_leave_it_to_duration():
    overlap = Overlap("en")
    assert overlap.words("Michelin") is Verdict.UNDECIDED
    assert overlap.speech(450, True, 500) is Verdict.CONFIRMED


@given(
    st.lists(st.tuples(st.booleans(), st.text(max_size=20)), max_size=24),
    st.sampled_from(LANGUAGES),
    st.sampled_from(Q),
)
def test_there_always_is_a_verdict_after_half_a_second(frames, language, asked):
    overlap, speech_ms, seen = Overlap(language, asked), 0, []
    for at in range(25):
        voiced, text = frames[at] if at < len(frames) else (False, "")
        speech_ms += 20 * voiced
        seen.append(overlap.speech(speech_ms, voiced, (at + 1) * 20))
        seen.append(overlap.words(text))
    assert seen[-1] is not Verdict.UNDECIDED
    decided = [verdict for verdict in seen if verdict is not Verdict.UNDECIDED]
    assert len(set(decided)) == 1


@given(st.text(max_size=80), st.sampled_from(LANGUAGES), st.sampled_from(Q))
def test_no_text_raises_or_is_both(text, language, asked):
    assert not (
        is_backchannel(text, language, asked) and interrupts(text, language, asked)
    )

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.assent import explicit_no, explicit_yes
from callcore.shared.ids import LANGUAGES

YES = {
    "en": ["yes", "Yes, please.", "yeah", "yes that's right", "That's correct", "confirm",
           "yes I confirm", "Yes, go ahead!", "yep, place the order", "of course",
           "everything is correct", "ok yes", "yes yes", "Sure.", "all right yes",
           "yes, that is all correct, thank you"],
    "ru": ["да", "Да, всё верно.", "да-да", "подтверждаю", "да, потверждаю", "все верно",
           "да, оформляйте", "Да, конечно", "верно", "хорошо, да", "да пожалуйста",
           "так да", "да, подтверждаю заказ", "да, именно так", "именно"],
    "uk": ["так", "Так, підтверджую.", "так, підверджую", "все вірно", "так, будь ласка",
           "да", "звичайно", "так, все правильно", "так так", "оформлюйте", "підтверджую",
           "Так, підтвержую", "добре, так", "так, саме так", "саме так"],
}  # fmt: skip
NEITHER = {
    "en": ["yes but change it to three", "yeah no", "mhm", "uh-huh", "okay", "ok", "",
           "yes?", "what is the price", "yes how much is it", "yes if it is cheap", "hm",
           "no yes", "right", "yes make it five", "yes 3", "is that correct", "great",
           "he said yes I think so but maybe not today", "no problem", "all good?",
           "correct the quantity", "I want it", "confirm that it is cheap", "thank you"],
    "ru": ["угу", "ага", "хорошо", "да, но давайте три", "да нет", "да, а сколько", "мгм",
           "так", "да?", "ну", "да не знаю", "да подождите", "нет проблем", "", "точно?",
           "да только два", "окей", "именно три", "именно не это"],
    "uk": ["угу", "ага", "добре", "так, але чотири", "так а скільки", "та ні, так", "",
           "так ні", "так?", "ну", "саме три", "саме не це", "так зачекайте", "гаразд", "так три", "так собі"],
}  # fmt: skip
NO = {
    "en": ["no", "No, thank you.", "nope", "no, make it three", "not correct", "cancel it",
           "no that's wrong", "well no", "don't", "I do not want it" [5:]],
    "ru": ["нет", "Нет, не надо", "не надо", "нет, давайте три", "неверно", "отмените",
           "ну нет", "не подтверждаю", "неправильно"],
    "uk": ["ні", "Ні, не треба", "не треба", "ні, давайте три", "невірно", "скасуйте",
           "ну ні", "нет", "не підтверджую"],
}  # fmt: skip


def cases(table):
    return [(text, language) for language in LANGUAGES for text in table[language]]


@pytest.mark.parametrize(("text", "language"), cases(YES))
def test_a_turn_of_assent_only_is_a_yes(text, language):
    assert explicit_yes(text, language)
    assert not explicit_no(text, language)


@pytest.mark.parametrize(("text", "language"), cases(NEITHER))
def test_a_turn_that_holds_anything_else_is_no_yes(text, language):
    assert not explicit_yes(text, language)


@pytest.mark.parametrize(("text", "language"), cases(NO))
def test_a_refusal_is_a_no_even_if_more_follows(text, language):
    assert explicit_no(text, language)
    assert not explicit_yes(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [("no problem", "en"), ("нет проблем", "ru"), ("yeah no", "en"), ("да нет", "ru"),
     ("no yes", "en"), ("so how much is it", "en")],
)  # fmt: skip
def test_an_idiom_or_a_contradiction_is_no_refusal(text, language):
    assert not explicit_no(text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("extra", ["but", "три", "скільки", "4", "?", "xyzzy"])
def test_no_yes_survives_one_foreign_word_at_either_end(language, extra):
    for text in YES[language]:
        assert not explicit_yes(f"{text} {extra}", language)
        assert not explicit_yes(f"{extra} {text}", language)


@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_no_text_raises_or_is_both(text, language):
    assert not (explicit_yes(text, language) and explicit_no(text, language))


@given(st.text(alphabet="\ue001\ue002\ue003 ", max_size=8), st.sampled_from(LANGUAGES))
def test_the_private_marks_cannot_be_said(text, language):
    assert not explicit_yes(text, language)

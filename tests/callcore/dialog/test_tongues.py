from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.tongues import Tongue, asked_for, guess_language
from callcore.shared.ids import LANGUAGES, Language
from tests.callcore.dialog import turns_en, turns_ru, turns_uk

SENTENCES = {
    "en": ["Hello, I need winter tyres", "how much does it cost", "do you have oil",
           "i would like to order four of them please", "Where is my order?"],
    "ru": ["Здравствуйте, мне нужны зимние шины", "сколько это стоит", "есть ли у вас масло",
           "я бы хотел заказать четыре штуки", "Где мой заказ? Вы обещали вчера."],
    "uk": ["Добрий день, мені потрібні зимові шини", "скільки це коштує", "чи є у вас олива",
           "я б хотів замовити чотири штуки", "Де моє замовлення? Ви обіцяли вчора."],
}  # fmt: skip
FLAT = ["", "205 55 16", "...", "Michelin Alpin", "алло", "ok", "Мишлен", "масло",
        "what do you мені потрібно что мне нужно", "R16"]  # fmt: skip
WISHES = {
    "en": ["English please", "English", "speak English", "Do you speak English?",
           "can we speak English", "Can I talk in English", "по-английски можно?",
           "англійською, будь ласка", "Let's switch to English", "Вы говорите по-английски?",
           "можна англійською", "Sorry, I don't speak Ukrainian, can we speak English",
           "вы понимаете английский"],
    "ru": ["по-русски, пожалуйста", "можно на русском", "speak Russian", "Russian please",
           "ви говорите російською?", "а можно по-русски", "давайте на русском языке",
           "російською будь ласка", "I don't speak Ukrainian, can we speak Russian",
           "не розумію українською, можна російською", "Русский.", "не по-украински а по-русски",
           "перейдите на русский"],
    "uk": ["українською будь ласка", "можно на украинском", "Українською!", "in Ukrainian",
           "Ukrainian please", "говоріть українською мовою", "перейдіть на українську",
           "державною мовою", "чи можна українською", "давайте українською",
           "do you speak Ukrainian", "по-украински можно", "розмовляйте українською"],
}  # fmt: skip
NO_WISHES = [
    "", "hello", "I don't speak Russian", "я не говорю по-украински", "зимние шины",
    "не розмовляю російською", "I need Russian tyres", "есть русская резина",
    "Russian or English", "українські шини", "my English is bad", "украинские", "Українські.",
    "I do not understand Ukrainian", "говорите громче", "in stock please",
]  # fmt: skip


def cases(table):
    return [(language, text) for language in LANGUAGES for text in table[language]]


@pytest.mark.parametrize(("language", "text"), cases(SENTENCES))
def test_a_sentence_tells_its_language(language, text):
    for variant in (text, text.lower(), text.upper()):
        guess = guess_language(variant, LANGUAGES)
        assert max(guess, key=guess.__getitem__) == language
        assert guess[language] >= 0.5


@pytest.mark.parametrize("text", FLAT)
def test_short_or_mixed_text_tells_little(text):
    assert max(guess_language(text, LANGUAGES).values()) < 0.6


def test_most_real_turns_are_guessed_right_or_not_at_all():
    for language, module in zip(LANGUAGES, (turns_en, turns_ru, turns_uk), strict=True):
        turns = [turn for turn in module.COMPLETE if isinstance(turn, str)]
        sure = [
            guess
            for text in turns
            if max((guess := guess_language(text, LANGUAGES)).values()) >= 0.7
        ]
        wrong = [guess for guess in sure if guess[language] < 0.7]
        assert len(sure) >= len(turns) / 10
        assert not wrong


def test_only_the_languages_of_the_call_are_weighed():
    guess = guess_language("Добрий день, мені потрібні шини", ("en", "ru"))
    assert set(guess) == {"en", "ru"}
    assert guess_language("hello", ()) == {}


@given(st.text(max_size=100), st.sets(st.sampled_from(LANGUAGES), min_size=1))
def test_any_guess_is_a_distribution(text, among):
    guess = guess_language(text, sorted(among))
    assert set(guess) == among
    assert sum(guess.values()) == pytest.approx(1)
    assert all(0 < share <= 1 for share in guess.values())


@pytest.mark.parametrize(("language", "text"), cases(WISHES))
def test_a_wish_is_understood_in_any_language(language, text):
    assert asked_for(text) == language
    assert asked_for(text.upper()) == language
    start = next(other for other in LANGUAGES if other != language)
    tongue = Tongue(start, LANGUAGES)
    assert tongue.heard(text, None, None) == language == tongue.current


@pytest.mark.parametrize("text", NO_WISHES)
def test_a_refusal_or_a_thing_of_that_name_is_no_wish(text):
    assert asked_for(text) is None


def test_a_wish_for_what_is_spoken_or_not_on_offer_changes_nothing():
    tongue = Tongue("uk", ("uk", "ru"))
    assert tongue.heard("українською будь ласка", None, None) is None
    assert tongue.heard("English please", None, None) is None
    assert tongue.current == "uk"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_the_first_turn_clear_text_is_enough(language):
    tongue = Tongue("uk", LANGUAGES)
    assert tongue.heard(SENTENCES[language][0], None, None) == language


def test_on_the_first_turn_a_confident_detection_is_enough():
    tongue = Tongue("uk", LANGUAGES)
    assert tongue.heard("хеллоу ай нид тайрс", "en", 0.9) == "en"


def test_a_doubtful_detection_is_not():
    tongue = Tongue("uk", LANGUAGES)
    assert tongue.heard("хеллоу ай нид тайрс", "en", 0.6) is None
    assert tongue.current == "uk"


def test_later_two_turns_in_a_row_are_needed():
    tongue = Tongue("uk", LANGUAGES)
    assert tongue.heard(SENTENCES["uk"][0], "uk", 0.9) is None
    assert tongue.heard(SENTENCES["ru"][0], "ru", 0.9) is None
    assert tongue.heard(SENTENCES["uk"][1], "uk", 0.9) is None
    assert tongue.heard(SENTENCES["ru"][1], "ru", 0.9) is None
    assert tongue.heard(SENTENCES["ru"][3], "ru", 0.9) == "ru"
    assert tongue.current == "ru"


def test_letters_beat_a_recogniser_that_confuses_ukrainian_and_russian():
    tongue = Tongue("uk", LANGUAGES)
    for text in SENTENCES["uk"] * 2:
        assert tongue.heard(text, "ru", 0.99) is None
    tongue = Tongue("ru", LANGUAGES)
    assert tongue.heard(SENTENCES["uk"][0], "ru", 0.99) == "uk"


def test_a_recogniser_that_writes_the_wrong_language_is_believed_if_it_says_so():
    tongue = Tongue("en", LANGUAGES)
    assert tongue.heard("Mini Petrovny winter shiny", "uk", 0.95) == "uk"


@pytest.mark.parametrize(
    "text",
    ["205 55 16", "oh six seven one two three", "ok", "Michelin", "", "um", "так"],
)
def test_numbers_and_single_words_never_switch(text):
    tongue = Tongue("uk", LANGUAGES)
    for _ in range(5):
        assert tongue.heard(text, "en", 0.99) is None
    # and the first turn that tells something still counts as the first
    assert tongue.heard(SENTENCES["en"][0], None, None) == "en"


def test_a_number_between_two_turns_does_not_part_them():
    tongue = Tongue("uk", LANGUAGES)
    tongue.heard(SENTENCES["uk"][0], None, None)
    assert tongue.heard(SENTENCES["en"][0], None, None) is None
    assert tongue.heard("205 55 16", "uk", 0.9) is None
    assert tongue.heard(SENTENCES["en"][3], None, None) == "en"


def test_a_language_that_is_not_on_offer_is_never_switched_to():
    tongue = Tongue("uk", ("uk", "en"))
    for text in SENTENCES["ru"]:
        assert tongue.heard(text, "ru", 0.99) is None
    assert tongue.current == "uk"


@given(
    st.lists(
        st.tuples(
            st.text(max_size=40) | st.sampled_from(SENTENCES["ru"] + SENTENCES["en"]),
            st.sampled_from(LANGUAGES) | st.none(),
            st.floats(0, 1) | st.none(),
        ),
        max_size=8,
    ),
    st.sampled_from(LANGUAGES),
)
def test_any_call_stays_within_its_languages(turns, start):
    among: tuple[Language, ...] = ("uk", "en")
    tongue = Tongue(start, among)
    for text, detected, confidence in turns:
        before = tongue.current
        switched = tongue.heard(text, detected, confidence)
        assert switched in (None, *among)
        assert tongue.current == (switched or before)
        assert switched != before

"""The caller's head: what he hears decides what he says."""

from __future__ import annotations

import pytest

from callcore.shared.ids import LANGUAGES
from chaos.demo.caller import MAX_LINES, MAX_NUDGES, Caller, HangUp, OneSentence, Say
from chaos.demo.scenarios.plot import MANNERS
from chaos.demo.scenarios.shelf import SCENARIOS

TALKS = {
    "en": (
        "Hello, how can I help?",
        "I have two. Which one would you like?",
        "How many do you need?",
        "Four winter tyres 205/55 R16. Shall I place the order?",
        "Your order is placed. Anything else?",
    ),
    "ru": (
        "Здравствуйте, чем могу помочь?",
        "Есть два варианта. Какой вам подходит?",
        "Сколько вам нужно?",
        "Четыре зимние шины 205/55 R16. Подтверждаете заказ?",
        "Ваш заказ оформлен. Что-нибудь ещё?",
    ),
    "uk": (
        "Добрий день, чим можу допомогти?",
        "Є два варіанти. Який вам підходить?",
        "Скільки вам потрібно?",
        "Чотири зимові шини 205/55 R16. Підтверджуєте замовлення?",
        "Ваше замовлення оформлене. Щось ще?",
    ),
}
AGAIN = {"en": "I did not catch that.", "ru": "Не расслышал.", "uk": "Не розчув."}
OFFER = "For example, Alpin 6 for 4 650 hryvnias and Snowgard for 1 890 hryvnias."
DID_YOU_SAY = {
    "en": "Did you say {}?",
    "ru": "Вы сказали {}?",
    "uk": "Ви сказали {}?",
}


def caller(language="en", name="winter-tyres"):
    return Caller(SCENARIOS[name], language)


def answer(talker, text):
    talker.hear(text)
    move = talker.reply()
    return move.text if isinstance(move, Say) else move


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_smooth_call_goes_from_greeting_to_goodbye(language):
    script = SCENARIOS["winter-tyres"].scripts[language]
    manners = MANNERS[language]
    talker = caller(language)
    said = [answer(talker, text) for text in TALKS[language]]
    assert said == [
        script.ask,
        script.choose,
        script.quantity,
        manners.yes,
        manners.goodbye,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_he_repeats_what_was_not_understood(language):
    talker = caller(language)
    first = answer(talker, TALKS[language][0])
    assert answer(talker, AGAIN[language]) == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_he_says_yes_to_his_number_and_no_to_another(language):
    talker = caller(language)
    question = DID_YOU_SAY[language]
    assert answer(talker, question.format(4)) == MANNERS[language].yes
    assert answer(talker, question.format(9)) == MANNERS[language].no


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_changes_his_mind_corrects_the_read_back_once(language):
    talker = caller(language, "change-of-mind")
    script = SCENARIOS["change-of-mind"].scripts[language]
    read_back = TALKS[language][3]
    assert answer(talker, read_back) == script.correct
    two = {"en": "Two", "ru": "Две", "uk": "Дві"}[language]
    fixed = read_back.replace(read_back.split()[0], two)
    assert answer(talker, fixed) == MANNERS[language].yes


def test_a_wrong_size_in_the_read_back_is_refused():
    said = answer(caller(), "Four tyres 195/65 R15. Shall I place the order?")
    assert said == SCENARIOS["winter-tyres"].scripts["en"].correct


PHONE_QUESTIONS = {
    "en": "Your number is withheld. Which phone number is the order for?",
    "ru": "Ваш номер скрыт. На какой номер телефона оформить заказ?",
    "uk": "Ваш номер прихований. На який номер телефону оформити замовлення?",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_asked_for_his_number_dictates_it_if_it_is_withheld(language):
    talker = caller(language, "phone-number")
    talker.hear(PHONE_QUESTIONS[language])
    script = SCENARIOS["phone-number"].scripts[language]
    assert talker.reply() == Say(script.phone, dictates=True)
    assert script.phone in talker.lines()
    other = caller(language)
    other.hear(PHONE_QUESTIONS[language])
    assert other.reply() == Say(MANNERS[language].phone)


def test_a_number_that_was_not_understood_is_dictated_again():
    talker = caller("en", "phone-number")
    talker.hear(PHONE_QUESTIONS["en"])
    first = talker.reply()
    talker.hear(AGAIN["en"])
    assert talker.reply() == first


def test_the_last_question_of_several_sentences_counts():
    talker = caller()
    talker.hear("Hello.")
    talker.hear("How many do you need?")
    assert talker.reply() == Say("Four, please.")


def test_he_says_nothing_while_nothing_was_said_to_him():
    assert caller().reply() is None


def test_he_is_quiet_while_he_is_connected():
    assert answer(caller(), "One moment, I will connect you.") is None


def test_after_his_goodbye_he_only_waits():
    talker = caller()
    answer(talker, "Your order is placed.")
    assert answer(talker, "Is there anything else?") is None
    assert talker.nudge() == HangUp("said-goodbye")


def test_anything_else_before_an_order_is_an_invitation():
    talker = caller()
    assert answer(talker, "Anything else?") == talker.lines()[0]
    assert answer(talker, "Anything else?") == talker.lines()[1]  # no second greeting


def test_who_wants_a_human_insists():
    talker = caller(name="operator")
    assert answer(talker, "How can I help?") == talker.lines()[0]
    assert answer(talker, "Shall I connect you to an operator?") == "Yes, please."


def test_who_wants_an_order_declines_a_human():
    assert answer(caller(), "Shall I connect you to an operator?") == "No."


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missed_twice_is_said_from_the_start_without_a_greeting(language):
    talker = caller(language)
    script = SCENARIOS["winter-tyres"].scripts[language]
    first = answer(talker, TALKS[language][1])
    said = [answer(talker, AGAIN[language]) for _ in range(2)]
    assert said == [first, script.again]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("I have winter or summer tyres in that size. Which do you need?", "season"),
        ("Which size do you need? For example, 205/55 R16.", "size"),
        ("All right, I have not placed it. What should I change?", "correct"),
    ],
)
def test_he_has_words_for_each_question(text, line):
    assert answer(caller(), text) == getattr(
        SCENARIOS["winter-tyres"].scripts["en"], line
    )


def test_he_does_not_take_fewer():
    assert answer(caller(), "I only have 3 of those. Shall I take 3?") == "No."


def test_he_gives_up_after_too_many_lines():
    talker = caller()
    said = [answer(talker, "Say that again, please.") for _ in range(MAX_LINES + 1)]
    assert said[-1] == HangUp("gave-up")
    assert HangUp("gave-up") not in said[:-1]


def test_he_speaks_into_silence_a_few_times_and_leaves():
    talker = caller()
    first = answer(talker, "Hello")
    assert [talker.nudge() for _ in range(MAX_NUDGES)] == [Say(first)] * MAX_NUDGES
    assert talker.nudge() == HangUp("silence")


def test_an_answer_renews_his_patience():
    talker = caller()
    for _ in range(MAX_NUDGES):
        talker.nudge()
    answer(talker, "Sorry, please repeat.")
    assert isinstance(talker.nudge(), Say)


def test_only_the_impatient_interrupt_and_only_once_and_not_the_greeting():
    talker = caller(name="barge-in")
    assert talker.overhear("Hello! " + OFFER) is None
    answer(talker, "Hello, how can I help?")
    assert isinstance(talker.overhear(OFFER), Say)
    assert talker.overhear(OFFER) is None
    calm = caller()
    answer(calm, "Hello")
    assert calm.overhear(OFFER) is None


def test_what_he_has_interrupted_asks_him_nothing():
    talker = caller(name="barge-in")
    answer(talker, "Hello")
    talker.hear("I found seven.")
    assert talker.overhear(OFFER) is not None
    assert talker.reply() is None


def test_nobody_interrupts_a_filler():
    talker = caller(name="barge-in")
    answer(talker, "Hello")
    assert talker.overhear("One moment, please.") is None


def test_he_does_not_interrupt_a_question_about_what_he_said():
    talker = caller(name="barge-in")
    answer(talker, "Hello")
    assert talker.overhear("Sorry, I did not catch that. " * 3) is None
    assert talker.overhear(OFFER) is not None


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_he_may_say_is_known_before_the_call(name, language):
    talker = caller(language, name)
    lines = talker.lines()
    assert len(lines) == len(set(lines))
    for text in (*TALKS[language], AGAIN[language], "xyz", "?"):
        said = answer(talker, text)
        assert said is None or said in lines
    told = talker.overhear(OFFER)
    assert told is None or told.text in lines


def test_one_sentence_is_said_answered_and_done():
    talker = OneSentence("Do you have tyres?")
    assert talker.reply() == Say("Do you have tyres?")
    assert talker.reply() is None
    talker.hear("Yes, we do.")
    assert talker.overhear("Yes") is None
    assert talker.reply() == HangUp("answered")


def test_one_sentence_without_an_answer_ends_too():
    talker = OneSentence("Hello?")
    talker.hear("Good day.")
    talker.reply()
    assert talker.nudge() == HangUp("no-answer")

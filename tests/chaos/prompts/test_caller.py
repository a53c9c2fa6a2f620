from __future__ import annotations

from chaos.prompts.caller import GOODBYE, ScriptedCaller
from chaos.prompts.dialogue import MAX_TURNS
from tests.chaos.prompts.played import dialogue

SILENT = "It is a nice day."
ELSE = "Anything else?"


def caller(*turns, **answers):
    given = {
        key: (text,) if isinstance(text, str) else text for key, text in answers.items()
    }
    return ScriptedCaller(dialogue(turns=turns, answers=given))


async def talk(of, *heard):
    return [await of.next(text, "en") for text in heard]


async def test_he_says_his_turns_and_goodbye_and_hangs_up():
    said = await talk(caller("one", "two"), SILENT, SILENT, SILENT, SILENT)
    assert said == ["one", "two", GOODBYE["en"], None]


async def test_he_answers_before_he_goes_on():
    of = caller("one", "two", how_many="four")
    assert await talk(of, "How many?", "How many?", SILENT) == ["one", "four", "two"]


async def test_he_answers_the_same_question_twice_at_most():
    of = caller("one", how_many="four")
    said = await talk(of, SILENT, "How many?", "How many?", "How many?")
    assert said == ["one", "four", "four", GOODBYE["en"]]


async def test_a_list_of_answers_is_given_in_order():
    of = caller("one", confirm=("no", "yes"))
    said = await talk(of, SILENT, "Is that right?", "Is that right?")
    assert said == ["one", "no", "yes"]


async def test_what_else_he_wants_is_his_next_turn():
    of = caller("one", "two", anything_else="no")
    assert await talk(of, SILENT, ELSE, ELSE) == ["one", "two", "no"]


async def test_a_turn_that_was_an_answer_is_not_said_again():
    of = caller("one", "four", how_many="four")
    assert await talk(of, SILENT, "How many?", SILENT) == ["one", "four", GOODBYE["en"]]


async def test_he_does_not_talk_for_ever():
    of = caller(*(f"turn {n}" for n in range(MAX_TURNS)), how_many=("1",) * 40)
    said = await talk(of, *["How many?"] * (MAX_TURNS + 1))
    assert said[-1] is None
    assert all(said[:-1])

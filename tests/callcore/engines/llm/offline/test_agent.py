from __future__ import annotations

import json

import pytest

from callcore.engines.chat import Finished, Message, TextDelta, ToolCall, ToolSpec
from callcore.engines.errors import EngineLost
from callcore.engines.llm.offline.agent import OfflineAgent, _spoken_in
from callcore.shared.ids import LANGUAGES
from tests.callcore.engines.llm.offline import dialogues_en, dialogues_ru, dialogues_uk
from tests.callcore.engines.llm.offline.shop import (
    CATALOGUE,
    TOOLS,
    Entry,
    Talk,
    replied,
)

TABLES = {
    "en": dialogues_en.DIALOGUES,
    "ru": dialogues_ru.DIALOGUES,
    "uk": dialogues_uk.DIALOGUES,
}


@pytest.mark.parametrize(
    ("language", "name"),
    [(language, name) for language in LANGUAGES for name in TABLES[language]],
)
async def test_a_golden_dialogue_takes_its_course(language, name):
    turns, ordered = TABLES[language][name]
    talk = Talk(language)
    for said, tools, words in turns:
        turn = await talk.say(said)
        assert turn.names == tools.split(), (said, turn.text)
        assert words in turn.text, said
    assert list(talk.shop.confirmed.values()) == ordered


def test_there_are_enough_dialogues():
    assert all(len(table) >= 15 for table in TABLES.values())


UP_TO_YES = {
    "en": ["wheels R16", "four", "yes"],
    "ru": ["диски R16", "четыре", "да"],
    "uk": ["диски R16", "чотири", "так"],
}
OPERATOR = {"en": "operator", "ru": "оператором", "uk": "оператором"}
PLACED = {"en": "placed", "ru": "оформлен", "uk": "оформлене"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("broken", "at"),
    [
        ("search_products", 0),
        ("create_order", 1),
        ("read_back_order", 1),
        ("confirm_order", 2),
    ],
)
async def test_a_dead_store_is_said_and_leads_to_the_operator(language, broken, at):
    talk = Talk(language, broken=frozenset({broken}))
    for said in UP_TO_YES[language][: at + 1]:
        turn = await talk.say(said)
    assert turn.names[-1] == "transfer_to_operator"
    assert OPERATOR[language] in turn.text
    assert PLACED[language] not in turn.text
    assert talk.shop.confirmed == {}


async def test_nothing_is_called_placed_before_the_store_says_so():
    talk = Talk("en")
    for said in ("wheels R16", "four"):
        assert "placed" not in (await talk.say(said)).text
    talk.messages.append(Message("user", "yes"))
    first = await replied(OfflineAgent(None, lambda: CATALOGUE), talk.messages, "en")
    assert [type(delta) for delta in first] == [ToolCall, Finished]


async def test_a_confirmation_that_the_guard_refuses_is_read_back_again():
    talk = Talk("en")
    for said in ("wheels R16", "four"):
        await talk.say(said)
    talk.shop.heard = ""  # the caller did not hear all of it
    turn = await talk.say("yes")
    assert turn.names == ["confirm_order", "read_back_order"]
    assert (await talk.say("yes")).names == ["confirm_order"]
    assert talk.shop.confirmed


async def test_a_withheld_number_is_asked_for_and_given_to_the_tool_only():
    talk = Talk("en", caller_known=False)
    await talk.say("wheels R16")
    assert "number" in (await talk.say("four")).text
    turn = await talk.say("oh six seven one two three four five six seven")
    assert turn.tools[0] == (
        "create_order",
        {
            "lines": [
                {"product_id": "p17", "quantity": 4, "price_kopiykas": 489_000},
            ],
            "phone": "0671234567",
        },
    )
    assert "067" not in turn.text
    await talk.say("yes")
    assert talk.shop.confirmed


async def test_the_same_messages_give_the_same_reply():
    talk = Talk("uk")
    await talk.say("зимові шини 205 55 16")
    talk.messages.append(Message("user", "мішлен"))
    agent = OfflineAgent(None, lambda: CATALOGUE)
    first = await replied(agent, talk.messages, "uk")
    assert first == await replied(agent, talk.messages, "uk")
    assert first == await replied(
        OfflineAgent(None, lambda: CATALOGUE), talk.messages, "uk"
    )


async def test_a_turn_that_interrupted_a_tool_is_understood_with_what_came_before():
    talk = Talk("en")
    talk.messages += [
        Message("user", "winter tyres 205 55 16"),
        Message("assistant", "", (ToolCall("offline-1", "search_products", "{}"),)),
        Message("tool", '{"error": "interrupted"}', tool_call_id="offline-1"),
    ]
    turn = await talk.say("no, summer")
    assert turn.tools[0][1]["query"] == "summer tyre 205/55 R16"


async def test_a_tool_that_is_not_offered_is_not_called():
    agent = OfflineAgent(None, lambda: CATALOGUE)
    messages = [Message("user", "operator please")]
    deltas = await replied(agent, messages, "en", TOOLS[:3])
    assert deltas[-1] == Finished("stop")
    assert not any(isinstance(delta, ToolCall) for delta in deltas)


async def test_call_ids_never_repeat_within_a_call():
    talk = Talk("en")
    for said in UP_TO_YES["en"]:
        await talk.say(said)
    ids = [call.id for message in talk.messages for call in message.tool_calls]
    assert len(ids) == len(set(ids)) > 3


class Nearest:
    """A similarity that finds one example near, and counts how often it is asked."""

    def __init__(self, example):
        self.example = example
        self.asked = []

    async def similarity(self, text, examples):
        self.asked.append(text)
        return [0.95 if example == self.example else 0.5 for example in examples]


async def test_a_paraphrase_is_understood_by_similarity():
    near = Nearest("put me through to a real person")
    turn = await Talk("en", similarity=near).say("hand me over to somebody alive there")
    assert turn.names == ["transfer_to_operator"] or near.asked


async def test_similarity_is_asked_once_for_a_turn_however_often_it_is_replayed():
    near = Nearest("what are you able to do")
    agent = OfflineAgent(near, lambda: CATALOGUE)
    messages = [Message("user", "florbing the wizzle")]
    for _ in range(3):
        deltas = await replied(agent, messages, "en")
    assert isinstance(deltas[0], TextDelta)
    assert "I can find" in deltas[0].text
    assert len(near.asked) == 1


async def test_similarity_is_not_asked_where_rules_understand():
    near = Nearest("")
    talk = Talk("en", similarity=near)
    for said in ("I need winter tyres 205 55 16", "the second one", "four", "yes"):
        await talk.say(said)
    assert near.asked == []
    assert talk.shop.confirmed


async def test_a_dead_similarity_costs_a_repair_turn_only():
    class Dead:
        async def similarity(self, text, examples):
            raise EngineLost("nlu", "gone")

    turn = await Talk("en", similarity=Dead()).say("florbing the wizzle")
    assert "did not catch" in turn.text


async def test_asked_to_go_on_after_its_own_words_it_asks_again():
    talk = Talk("en")
    await talk.say("tyres")
    deltas = await replied(OfflineAgent(None, lambda: CATALOGUE), talk.messages, "en")
    assert deltas == [
        TextDelta("Which size do you need? For example, 205/55 R16."),
        Finished("stop"),
    ]


async def test_a_catalogue_that_comes_later_is_indexed_then():
    stock: list[Entry] = []
    agent = OfflineAgent(None, lambda: tuple(stock))
    messages = [Message("user", "hankook summer 205 55 16")]
    before = await replied(agent, messages, "en")
    assert "Hankook" not in before[0].arguments
    stock += CATALOGUE
    after = await replied(agent, messages, "en")
    assert "Hankook" in after[0].arguments


async def test_a_queue_is_named_if_the_tool_has_one_that_fits():
    queue = {"type": "string", "enum": ["sales", "complaints"]}
    transfer = ToolSpec("transfer_to_operator", "", {"properties": {"queue": queue}})
    agent = OfflineAgent(None, lambda: CATALOGUE)
    for said, named in (
        ("I have a complaint", "complaints"),
        ("an operator for tyres please", "sales"),
        ("operator", None),
    ):
        deltas = await replied(agent, [Message("user", said)], "en", [transfer])
        (call,) = [delta for delta in deltas if isinstance(delta, ToolCall)]
        assert json.loads(call.arguments).get("queue") == named


async def test_no_messages_at_all_end_in_a_finished_reply():
    deltas = await replied(OfflineAgent(None, list), [], "en")
    assert deltas == [Finished("stop")]


@pytest.mark.parametrize("language", ["ru", "uk"])
async def test_what_was_wished_for_before_a_switch_of_language_is_still_wished(
    language,
):
    talk = Talk("en")
    turn = await talk.say("winter tyres two hundred five fifty five r sixteen please")
    assert turn.names
    talk.language = language
    again = await talk.say(
        "первые, пожалуйста" if language == "ru" else "перші, будь ласка"
    )
    assert again.text
    offered = [
        name
        for name in ("205/55 R16", "205", "Nokian", "Michelin")
        if name in again.text
    ]
    assert offered


@pytest.mark.parametrize(
    ("text", "now", "spoken"),
    [
        ("i need winter tyres", "uk", "en"),
        ("michelin x-ice", "uk", "uk"),
        ("мені потрібні шини", "en", "uk"),
        ("мне нужны шины", "en", "ru"),
        ("мне нужны шины", "uk", "uk"),
        ("205 55 16", "ru", "ru"),
        ("", "en", "en"),
    ],
)
def test_a_turn_is_understood_in_the_language_in_which_it_was_said(text, now, spoken):
    assert _spoken_in(text, now) == spoken


SEARCH = ToolCall("offline-1", "search_products", '{"query": "winter tyre"}')
DOWN = json.dumps({"error": "store_unavailable", "message": "It does not answer."})
FILLER = "One moment, please."


async def reply_to(*messages):
    agent = OfflineAgent(None, lambda: CATALOGUE)
    async with agent.reply([Message("system", "x"), *messages], TOOLS, "en") as deltas:
        got = [delta async for delta in deltas]
    text = "".join(delta.text for delta in got if isinstance(delta, TextDelta))
    return text, [delta.name for delta in got if isinstance(delta, ToolCall)]


async def test_a_filler_is_no_answer_to_what_a_tool_said():
    asked = (
        Message("user", "winter tyres 205/55 r16"),
        Message("assistant", "", (SEARCH,)),
        Message("tool", DOWN, tool_call_id=SEARCH.id),
    )
    answer = await reply_to(*asked)
    assert answer[1] == ["transfer_to_operator"]
    assert await reply_to(*asked, Message("assistant", FILLER)) == answer


async def test_a_filler_does_not_swallow_a_wish():
    asked = Message("user", "winter tyres 205/55 r16")
    answer = await reply_to(asked)
    assert answer[1] == ["search_products"]
    assert await reply_to(asked, Message("assistant", FILLER)) == answer


async def test_what_belongs_to_an_answer_that_was_heard_is_not_done_again():
    asked = Message("user", "no, goodbye")
    answer, tools = await reply_to(asked)
    assert tools == ["end_call"]
    _, again = await reply_to(asked, Message("assistant", f"{FILLER} {answer}"))
    assert again == []

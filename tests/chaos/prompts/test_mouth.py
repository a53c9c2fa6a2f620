from __future__ import annotations

from random import Random

from callcore.call.memory import Memory
from callcore.call.saying import Sentence
from callcore.call.tongue import Tongues
from callcore.shared.ids import LANGUAGES
from callcore.shared.observe.events import AGENT_WITHHELD, TOOL_CALLED, TOOL_RETURNED
from chaos.prompts.house import open_house
from chaos.prompts.mouth import Mouth, TraceJournal
from chaos.prompts.trace import Agent, Called, Entry, Returned, Withheld
from tests.chaos.prompts.played import dialogue


def mouth(barge_in=0.0, seed=0):
    house = open_house(dialogue())
    entries: list[Entry] = []
    memory = Memory(house.history, house.guard, TraceJournal(entries))
    of = Mouth(memory, Tongues("en", LANGUAGES), entries, barge_in, Random(seed))
    return of, entries, house


async def test_a_sentence_is_heard_kept_and_traced():
    of, entries, house = mouth()
    await of.say(Sentence("Hello there.", 1))
    assert entries == [Agent("Hello there.", "en", 1)]
    assert house.history.messages()[-1].text == "Hello there."
    assert of.take_heard() == "Hello there."
    assert of.take_heard() == ""


async def test_after_a_cut_nothing_is_heard_until_the_next_reply():
    of, entries, _ = mouth(barge_in=1.0, seed=3)
    await of.say(Sentence("One two three four five.", 1, protected=True))
    assert of.answered.is_set()
    assert all(not one.whole for one in entries)
    count = len(entries)
    await of.say(Sentence("Six.", 1))
    assert len(entries) == count
    of.expect()
    assert not of.shut
    assert not of.answered.is_set()


async def test_a_phrase_is_heard_and_is_no_words_of_the_model():
    of, entries, _ = mouth()
    of.say_phrase("greeting")
    assert entries[0].phrase == "greeting"
    assert entries[0].protected


async def test_tools_are_traced_and_known_to_be_at_work():
    entries: list[Entry] = []
    journal = TraceJournal(entries)
    assert journal.idle.is_set()
    journal.note(TOOL_CALLED, tool="t", arguments="{}", turn=2)
    assert not journal.idle.is_set()
    journal.note(TOOL_RETURNED, tool="t", ok=True, result="{}", turn=2)
    assert journal.idle.is_set()
    journal.note(AGENT_WITHHELD, text="x", reason="leak")
    journal.note("call:state", state="listening")
    journal.guess("used")
    journal.close()
    assert entries == [
        Called("t", "{}", 2),
        Returned("t", True, "{}", 2),
        Withheld("x", "leak"),
    ]

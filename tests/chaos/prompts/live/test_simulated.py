"""A caller who is played by a model."""

from __future__ import annotations

from callcore.engines.chat import TextDelta
from callcore.engines.scripted import ScriptedLanguageModel
from chaos.prompts.dialogue import MAX_TURNS, parse_dialogues
from chaos.prompts.live.simulated import (
    HANGS_UP,
    MAX_CHARS,
    SILENT,
    SimulatedCaller,
    prompt_of,
)
from chaos.prompts.live.watching import WatchedModel
from tests.chaos.prompts.live.test_watching import Failing

TEXT = """
- id: uk-g-001
  category: order
  about: чотири зимові шини
  caller: ""
  turns: [потрібні шини, найдешевші]
  answers: {how_many: чотири, confirm: [так, так вірно]}
"""
DIALOGUE = parse_dialogues(TEXT, "uk", "here")[0]


class Asked:
    """A model that notes what it is shown."""

    name = "asked"

    def __init__(self, *texts):
        self._model = ScriptedLanguageModel([[TextDelta(text)] for text in texts])
        self.seen = []

    def reply(self, messages, tools, language):
        self.seen.append((list(messages), list(tools), language))
        return self._model.reply(messages, tools, language)


async def test_he_speaks_from_his_side_of_the_call(autojump_clock):
    model = Asked("Мені потрібні шини.", "  Чотири,\n будь ласка. ")
    caller = SimulatedCaller(DIALOGUE, model)
    assert await caller.next("Добрий день!", "uk") == "Мені потрібні шини."
    assert await caller.next("Скільки?", "uk") == "Чотири, будь ласка."
    messages, tools, language = model.seen[-1]
    assert [one.role for one in messages] == ["system", "user", "assistant", "user"]
    assert messages[-1].text == "Скільки?"
    assert (tools, language) == ([], "uk")


async def test_he_hangs_up_when_he_says_so(autojump_clock):
    caller = SimulatedCaller(DIALOGUE, Asked(f"До побачення. {HANGS_UP.lower()}"))
    assert await caller.next("Щось іще?", "uk") is None


async def test_a_model_that_says_nothing_or_too_much_ends_no_call(autojump_clock):
    caller = SimulatedCaller(DIALOGUE, Asked("", "а" * 2 * MAX_CHARS))
    assert await caller.next("", "uk") == SILENT
    assert await caller.next("", "uk") == "а" * MAX_CHARS


async def test_he_hangs_up_when_his_model_fails(autojump_clock):
    model = WatchedModel(Failing())
    caller = SimulatedCaller(DIALOGUE, model)
    assert await caller.next("?", "uk") is None
    assert model.failed is not None


async def test_no_call_goes_on_for_ever(autojump_clock):
    caller = SimulatedCaller(DIALOGUE, Asked(*["так"] * (MAX_TURNS + 1)))
    turns = [await caller.next("?", "uk") for _ in range(MAX_TURNS + 1)]
    assert turns == ["так"] * MAX_TURNS + [None]


def test_he_is_told_who_he_is_and_not_how_it_shall_end():
    prompt = prompt_of(DIALOGUE)
    for told in (
        "Ukrainian",
        "чотири зимові шини",
        "withheld",
        "- потрібні шини\n- найдешевші",
        "- how many: чотири",
        "- confirm: так / так вірно",
        HANGS_UP,
    ):
        assert told in prompt
    assert "confirmed" not in prompt

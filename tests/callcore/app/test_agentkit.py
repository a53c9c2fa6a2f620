from __future__ import annotations

import json
from typing import Any, cast

from callcore.agent.guard import Guard
from callcore.agent.prompts.loader import (
    VERSION,
    load_prompt,
    packaged,
    prompts_of,
)
from callcore.app.agentkit import AgentKit
from callcore.app.shop import Shop
from callcore.engines.chat import ToolCall, ToolSpec
from callcore.shared.config import load
from callcore.shared.ids import LANGUAGES, new_call_id
from callcore.shared.records import Admission
from callcore.store.memory import MemoryStore
from chaos.store.products import catalogue
from tests.kit.hall import Hall


class Desk:
    def __init__(self):
        self.noted = []

    async def note_callback(self, call_id, phone, about, when):
        self.noted.append((call_id, phone, about, when))


class Foreign:
    """A tool of another server."""

    spec = ToolSpec("fitment", "Sizes of a car.", {"type": "object", "properties": {}})
    effects = False

    async def call(self, arguments):
        return {"size": "205/55 R16"}


class Servers:
    def __init__(self):
        self.now: tuple[Any, ...] = ()

    def tools(self):
        return self.now


def kit(mcp=None, desk=None, **variables):
    config = load({"HOME": "/nowhere"} | variables)
    shop = Shop(MemoryStore(catalogue()), desk)
    return AgentKit(config, shop, cast("Any", mcp or Servers()))


def admission():
    return Admission(new_call_id(), "0671234567", "100", "en")


def test_no_prompt_of_any_language_may_be_said_in_any():
    made = kit()
    for spoken in LANGUAGES:
        guard = made.of_a_call().open_guard(spoken)
        for language in LANGUAGES:
            (mark,) = load_prompt(language).secrets
            assert guard.check_speech(f"It is {mark}.") is not None
    assert (
        made.of_a_call().open_guard("en").check_speech("Hello, how can I help you?")
        is None
    )


def test_a_call_keeps_the_prompt_of_its_begin():
    texts = {
        each: f"You are Ada, who sells tyres in {each}. {{canary}}"
        for each in LANGUAGES
    }
    now = {"prompts": packaged()}
    config = load({"HOME": "/nowhere"})
    made = AgentKit(config, Shop(MemoryStore(())), prompts_now=lambda: now["prompts"])
    services: Any = Hall()._services(60)
    before = made.dress(services)
    now["prompts"] = prompts_of("autumn", texts)
    after = made.dress(services)
    assert before.about["prompt"] == VERSION
    assert before.prompt("uk") == load_prompt("uk").text
    assert after.about["prompt"] == "autumn"
    assert after.open_history("uk").messages()[0].text.startswith("You are Ada")
    (mark,) = now["prompts"]["ru"].secrets
    assert after.open_guard("en").check_speech(f"It is {mark}.") is not None
    assert before.open_guard("en").check_speech(f"It is {mark}.") is None


async def test_a_caller_is_sent_to_the_place_of_a_queue_and_to_no_other():
    made = kit(CALLCORE_QUEUES="parts=parts,s,1")
    toolbox = made.open_toolbox(admission(), Guard("en"))
    asked = ToolCall("1", "transfer_to_operator", json.dumps({"queue": "parts"}))
    assert (await toolbox.run(asked)).target == "parts,s,1"


async def test_a_call_back_is_noted_at_the_desk_of_the_house():
    desk = Desk()
    toolbox = kit(desk=desk).open_toolbox(admission(), Guard("en"))
    asked = ToolCall("1", "request_callback", json.dumps({"about": "truck tyres"}))
    assert (await toolbox.run(asked)).ok
    assert [(phone, about) for _, phone, about, _ in desk.noted] == [
        ("+380671234567", "truck tyres")
    ]


async def test_a_new_call_gets_the_foreign_tools_that_answer_by_then():
    servers = Servers()
    made = kit(servers)
    before = made.open_toolbox(admission(), Guard("en"))
    servers.now = (Foreign(),)
    after = made.open_toolbox(admission(), Guard("en"))
    assert "fitment" not in {spec.name for spec in before.specs}
    assert "fitment" in {spec.name for spec in after.specs}
    assert "205/55" in (await after.run(ToolCall("1", "fitment", "{}"))).text

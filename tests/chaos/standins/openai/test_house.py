from __future__ import annotations

import pytest

from chaos.standins.openai.house import CHATTERS, SPEAKERS, House, say_hello
from chaos.standins.openai.refusal import Refusal


def test_a_model_is_served_where_it_belongs_or_where_it_was_asked_for():
    house = House(models=frozenset({"mine"}))
    house.check_model("tts-1", SPEAKERS)
    house.check_model("mine", SPEAKERS)
    with pytest.raises(Refusal, match="tts-1"):
        house.check_model("tts-1", CHATTERS)


def test_the_key_is_not_shown():
    assert "sk-secret" not in repr(House(key="sk-secret"))


async def test_without_a_script_it_says_hello():
    assert (await say_hello({})).text.startswith("Hello")

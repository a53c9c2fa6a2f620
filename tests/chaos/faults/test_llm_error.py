"""The stand-in service answers well until it is broken."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from callcore.shared.config import load
from callcore.shared.ids import LANGUAGES
from chaos.demo.cues import Cue, cue_of
from chaos.faults.fault import Context
from chaos.faults.llm_error import GOOD, LlmError


@pytest.mark.integration
async def test_it_answers_then_breaks():
    fault = LlmError()
    async with fault.setting_up("en") as extra:
        url = extra["CALLCORE_LLM_URL"] + "/chat/completions"
        async with httpx.AsyncClient(timeout=20) as client:
            good = await client.post(url, json={"messages": []})
            await fault.inject(Context(Path("/x"), 1, lambda: 2))
            bad = await client.post(url, json={"messages": []})
    assert good.status_code == 200
    assert "data:" in good.text
    assert bad.status_code == 500


async def test_callcore_accepts_its_settings():
    async with LlmError().setting_up("uk") as extra:
        assert load(extra).llm == ("openai",)


async def test_a_blow_before_the_set_up_does_nothing():
    await LlmError().inject(Context(Path("/x"), 1, lambda: 2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_good_reply_makes_the_caller_go_on(language):
    assert cue_of(GOOD[language], language) is Cue.HOW_MANY

"""The service under test, asked what it is."""

from __future__ import annotations

import pytest

from callcore.shared.config import load
from callcore.shared.costs.usage import unbilled
from chaos.prompts.live.service import ServiceError, open_service
from chaos.standins.openai.server import openai_standin
from tests.chaos.standins.openai.client import THEIR_GENERATORS
from tests.kit.llmserver import Reply

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]


def config(url="", model="offline", key="sk-secret"):
    return load(
        {
            "CALLCORE_LLM_URL": url,
            "CALLCORE_LLM_MODEL": model,
            "CALLCORE_LLM_KEY": key,
            "HOME": "/nonexistent",
        }
    )


@pytest.mark.parametrize(
    "given", [{"url": ""}, {"url": "http://[::1]:9/v1", "model": ""}]
)
async def test_without_a_service_one_sentence_says_what_to_set(given):
    with pytest.raises(
        ServiceError, match="Set CALLCORE_LLM_URL and CALLCORE_LLM_MODEL"
    ):
        async with open_service(config(**given)):
            pass


async def test_a_stand_in_is_known_by_its_answer():
    with openai_standin(replies=[Reply("yes")], key="sk-secret") as standin:
        async with open_service(config(standin.url)) as service:
            assert service.stand_in
            assert service.provider == "local"
            assert service.model(unbilled).name
        assert standin.seen[-1].model == "offline"


async def test_another_service_is_not_called_a_stand_in(monkeypatch):
    monkeypatch.setattr("chaos.prompts.live.service.STANDIN_ID", "somebody else's")
    with openai_standin(replies=[Reply("yes")], key="sk-secret") as standin:
        async with open_service(config(standin.url)) as service:
            assert not service.stand_in


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"key": "sk-wrong"}, "unauthorised"), ({"model": "nobody"}, "no-such-model")],
)
async def test_a_service_that_refuses_is_one_sentence_without_the_key(given, reason):
    with openai_standin(key="sk-secret") as standin:
        with pytest.raises(ServiceError, match=reason) as raised:
            async with open_service(config(standin.url, **given)):
                pass
    assert "sk-" not in str(raised.value)

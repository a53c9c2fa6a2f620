from __future__ import annotations

import pytest
import trio

from callcore.engines.spelled import spell
from callcore.engines.utterance import UtteranceAudio
from chaos.bench.clouds import open_ladder, open_speech
from chaos.standins.google.server import google_standin
from chaos.standins.openai.server import openai_standin

pytestmark = pytest.mark.integration


async def hear(engine):
    audio = UtteranceAudio()
    audio.append(spell("two winter tyres"))
    audio.settle()
    audio.close()
    with trio.fail_after(20):
        return (await engine.transcribe(audio, "en", lambda _partial: None)).text


async def test_the_client_for_google_hears_the_stand_in():
    with google_standin() as standin:
        async with open_speech(standin.endpoint) as make:
            assert make() is not make()
            assert await hear(make()) == "two winter tyres"


async def test_both_rungs_hear_what_their_stand_ins_hear():
    with google_standin() as first, openai_standin() as second:
        async with open_ladder(first.endpoint, second.url) as (google, openai):
            assert await hear(google()) == "two winter tyres"
            assert await hear(openai()) == "two winter tyres"
        assert first.seen
        assert second.seen

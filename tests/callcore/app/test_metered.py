from __future__ import annotations

import pytest
import trio
from prometheus_client import CollectorRegistry

from callcore.app.metered import (
    MeteredLanguageModel,
    MeteredSpeechToText,
    MeteredStore,
    MeteredTextToSpeech,
)
from callcore.engines.errors import EngineError
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.ids import CallId
from callcore.shared.observe.metrics import Metrics
from callcore.store.memory import Fault as StoreFault
from callcore.store.memory import MemoryStore
from callcore.store.port import (
    Delivery,
    OrderLine,
    OrderWish,
    StoreRefused,
    StoreUnavailable,
)


class Book:
    """Metrics, and what they say."""

    def __init__(self):
        self.registry = CollectorRegistry()
        self.metrics = Metrics(self.registry)

    def requests(self, engine, stage, result):
        return self.value(
            "engine_requests_total", engine=engine, stage=stage, result=result
        )

    def latencies(self, engine, stage):
        labels = {"engine": engine, "stage": stage}
        return (
            self.value("engine_latency_seconds_count", **labels),
            self.value("engine_latency_seconds_sum", **labels),
        )

    def store(self, operation, result):
        return self.value("store_requests_total", operation=operation, result=result)

    def value(self, name, **labels):
        return self.registry.get_sample_value(f"callcore_{name}", labels)


@pytest.fixture
def book():
    return Book()


async def read(stream):
    async with stream as items:
        return [item async for item in items]


async def test_a_sentence_is_counted_and_timed_to_its_first_audio(autojump_clock, book):
    voice = MeteredTextToSpeech(
        ScriptedTextToSpeech(first_s=0.4, paced=True), book.metrics
    )
    chunks = await read(voice.speak("Good morning to you.", "en"))
    assert len(chunks) == 4
    assert book.requests("scripted-tts", "tts", "ok") == 1
    count, total_s = book.latencies("scripted-tts", "tts")
    assert (count, total_s) == (1, pytest.approx(0.4))


async def test_a_failed_sentence_counts_as_an_error(autojump_clock, book):
    engine = ScriptedTextToSpeech()
    engine.fault = Fault("error")
    with pytest.raises(EngineError):
        await read(MeteredTextToSpeech(engine, book.metrics).speak("Hello.", "en"))
    assert book.requests("scripted-tts", "tts", "error") == 1
    assert book.requests("scripted-tts", "tts", "ok") == 0


async def test_a_reply_is_timed_to_its_first_word(autojump_clock, book):
    model = MeteredLanguageModel(
        ScriptedLanguageModel(["one two three"], first_s=0.3, delta_s=1.0), book.metrics
    )
    await read(model.reply([], (), "en"))
    assert book.latencies("scripted-llm", "llm") == (1, pytest.approx(0.3))


async def test_text_is_timed_from_the_end_of_the_utterance(autojump_clock, book):
    engine = ScriptedSpeechToText(["hello"], final_s=0.25)
    audio, found = UtteranceAudio(), []
    async with trio.open_nursery() as nursery:

        async def listen():
            stt = MeteredSpeechToText(engine, book.metrics)
            found.append(await stt.transcribe(audio, "en", lambda _partial: None))

        nursery.start_soon(listen)
        await trio.sleep(5)
        audio.close()
    assert found[0].text == "hello"
    assert book.latencies("scripted-stt", "stt") == (1, pytest.approx(0.25))


async def test_the_other_languages_are_passed_on(autojump_clock, book):
    engine = ScriptedSpeechToText(["hello"], detect=lambda _audio, _text: "uk")
    audio = UtteranceAudio()
    audio.close()
    stt = MeteredSpeechToText(engine, book.metrics)
    found = await stt.transcribe(audio, "en", print, ("hint",), ("uk",))
    assert (found.language, found.language_confidence) == ("uk", 1.0)
    assert engine.asked == ["hint"]


async def test_a_request_that_nobody_waits_for_counts_as_neither(autojump_clock, book):
    engine = ScriptedTextToSpeech()
    engine.fault = Fault("hang")
    with trio.move_on_after(1):
        await read(MeteredTextToSpeech(engine, book.metrics).speak("Hello.", "en"))
    assert book.requests("scripted-tts", "tts", "ok") == 0
    assert book.requests("scripted-tts", "tts", "error") == 0


async def test_the_shop_is_counted_by_operation_and_result(autojump_clock, book):
    inner = MemoryStore((), [StoreFault(on="search", unavailable="down")])
    shop = MeteredStore(inner, book.metrics)
    with pytest.raises(StoreUnavailable):
        await shop.search("tyres", "en")
    assert await shop.search("tyres", "en") == []
    with pytest.raises(StoreRefused):
        await shop.order("100000")
    wish = OrderWish((OrderLine("nothing", 1),), "+380501234567", Delivery("pickup"))
    for asked in (
        shop.create_order(CallId("c"), wish),
        shop.confirm_order(CallId("c"), "100000"),
        shop.cancel_order(CallId("c"), "100000"),
        shop.product("nothing"),
    ):
        with pytest.raises(StoreRefused):
            await asked
    await shop.catalogue()
    await shop.delivery_options("Київ")
    await shop.orders_of(CallId("c"))
    assert book.store("search", "unavailable") == 1
    assert book.store("search", "ok") == 1
    assert book.store("order", "refused") == 1
    assert book.store("create", "refused") == 1
    assert book.store("confirm", "refused") == 1
    assert book.store("cancel", "refused") == 1
    assert book.store("product", "refused") == 1
    assert book.store("catalogue", "ok") == 1
    assert book.store("delivery", "ok") == 1
    assert book.store("orders_of", "ok") == 1

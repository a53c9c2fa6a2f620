"""Ports that count: each wraps an engine or the shop and changes nothing else."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Iterator,
    Sequence,
)
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import replace
from typing import Literal, TypeVar

import trio

from callcore.engines.chat import Delta, Message, ToolSpec
from callcore.engines.errors import EngineError
from callcore.engines.ports import (
    LanguageModel,
    Partial,
    SpeechChunk,
    SpeechToText,
    TextToSpeech,
    Transcript,
)
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import UTTERANCE, Spend, Usage
from callcore.shared.ids import CallId, Language
from callcore.shared.observe.metrics import Metrics
from callcore.store.memory import Operation
from callcore.store.port import (
    DeliveryOption,
    Order,
    OrderWish,
    Product,
    Store,
    StoreRefused,
    StoreUnavailable,
)

T = TypeVar("T")
Stage = Literal["stt", "tts", "llm"]


class Meter:
    """Counts the requests of one engine; ``answered`` stamps its first result."""

    def __init__(self, metrics: Metrics, engine: str, stage: Stage) -> None:
        requests = metrics.engine_requests
        self._ok = requests.labels(engine, stage, "ok")
        self._failed = requests.labels(engine, stage, "error")
        self._latency = metrics.engine_latency.labels(engine, stage)

    @contextmanager
    def request(self) -> Iterator[Callable[[], None]]:
        """Count what happens inside; a cancelled request counts as neither."""
        started_s, first = trio.current_time(), True

        def answered() -> None:
            nonlocal first
            if first:
                self._latency.observe(trio.current_time() - started_s)
            first = False

        try:
            yield answered
        except EngineError:
            self._failed.inc()
            raise
        self._ok.inc()


class MeteredSpeechToText:
    """Speech to text; its latency is from the end of the utterance to the text."""

    def __init__(self, engine: SpeechToText, metrics: Metrics) -> None:
        self.name = engine.name
        self._engine = engine
        self._meter = Meter(metrics, engine.name, "stt")
        self._latency = metrics.engine_latency.labels(engine.name, "stt")

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """See :class:`~callcore.engines.ports.SpeechToText`."""
        with self._meter.request():
            found = await self._engine.transcribe(audio, language, post, hints, others)
        if audio.closed_s is not None:
            self._latency.observe(trio.current_time() - audio.closed_s)
        return found


class Utterances:
    """Counts the utterances of one call, and says in usage which of them it is about.

    An utterance that a second engine heard again, or that was asked about twice, is one
    utterance all the same when costs are compared.
    """

    def __init__(self) -> None:
        self.count = 0

    def numbering(self, spend: Spend) -> Spend:
        """Return what adds the number of the utterance to what is spent."""

        def numbered(usage: Usage) -> None:
            facts = {**usage.facts, UTTERANCE: self.count}
            spend(replace(usage, facts=facts))

        return numbered


class NumberedSpeechToText:
    """Speech to text whose utterances are counted."""

    def __init__(self, engine: SpeechToText, utterances: Utterances) -> None:
        self._engine = engine
        self._utterances = utterances

    @property
    def name(self) -> str:
        """Return the engine's name."""
        return self._engine.name

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """See :class:`~callcore.engines.ports.SpeechToText`."""
        self._utterances.count += 1
        return await self._engine.transcribe(audio, language, post, hints, others)


class MeteredTextToSpeech:
    """Text to speech; its latency is to the first audio."""

    def __init__(self, engine: TextToSpeech, metrics: Metrics) -> None:
        self.name = engine.name
        self._engine = engine
        self._meter = Meter(metrics, engine.name, "tts")

    def speak(
        self, text: str, language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[SpeechChunk]]:
        """See :class:`~callcore.engines.ports.TextToSpeech`."""
        return _metered(self._engine.speak(text, language), self._meter)


class MeteredLanguageModel:
    """A language model; its latency is to the first delta."""

    def __init__(self, engine: LanguageModel, metrics: Metrics) -> None:
        self.name = engine.name
        self._engine = engine
        self._meter = Meter(metrics, engine.name, "llm")

    def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[Delta]]:
        """See :class:`~callcore.engines.ports.LanguageModel`."""
        return _metered(self._engine.reply(messages, tools, language), self._meter)


@trio.as_safe_channel
async def _metered(
    stream: AbstractAsyncContextManager[AsyncIterable[T]], meter: Meter
) -> AsyncGenerator[T, None]:
    with meter.request() as answered:
        async with stream as items:
            async for item in items:
                answered()
                yield item


class MeteredStore:
    """A shop that is counted by operation and result."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._requests = metrics.store_requests

    async def search(
        self, query: str, language: Language, *, limit: int = 5
    ) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        asked = self._store.search(query, language, limit=limit)
        return await self._count("search", asked)

    async def product(self, product_id: str) -> Product:
        """See :class:`~callcore.store.port.Store`."""
        return await self._count("product", self._store.product(product_id))

    async def catalogue(self) -> Sequence[Product]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._count("catalogue", self._store.catalogue())

    async def delivery_options(self, city: str = "") -> Sequence[DeliveryOption]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._count("delivery", self._store.delivery_options(city))

    async def create_order(self, call_id: CallId, wish: OrderWish) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        return await self._count("create", self._store.create_order(call_id, wish))

    async def confirm_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        asked = self._store.confirm_order(call_id, order_id)
        return await self._count("confirm", asked)

    async def cancel_order(self, call_id: CallId, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        asked = self._store.cancel_order(call_id, order_id)
        return await self._count("cancel", asked)

    async def order(self, order_id: str) -> Order:
        """See :class:`~callcore.store.port.Store`."""
        return await self._count("order", self._store.order(order_id))

    async def orders_of(self, call_id: CallId) -> Sequence[Order]:
        """See :class:`~callcore.store.port.Store`."""
        return await self._count("orders_of", self._store.orders_of(call_id))

    async def _count(self, operation: Operation, asked: Awaitable[T]) -> T:
        result = "cancelled"
        try:
            answer = await asked
            result = "ok"
        except StoreRefused:
            result = "refused"
            raise
        except StoreUnavailable:
            result = "unavailable"
            raise
        finally:
            self._requests.labels(operation, result).inc()
        return answer

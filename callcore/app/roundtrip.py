"""``callcore doctor --engines``: ask every configured engine something real, once.

Each voice says a sentence, each recogniser hears what the first voice said, each head
answers a greeting. The table says how long it took, what came of it and what it cost.
Offline engines are asked in the engine process that runs, or in one started for this.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import trio
from rich.console import Console
from rich.table import Table

from callcore.app.engineset import AT_HOST, tone
from callcore.app.money import prices_of
from callcore.app.offering import Offers, offers_of
from callcore.app.sentence import tell
from callcore.app.vendors import Vendors, open_vendors
from callcore.dialog.sayable import sayable
from callcore.engines.chat import Message, TextDelta
from callcore.engines.errors import EngineError
from callcore.engines.offers import Offer, OfferError
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.costs.pricetable import PriceError
from callcore.shared.costs.tab import Tab
from callcore.shared.costs.usage import Spend
from callcore.shared.costs.usagelog import MemoryUsageLog
from callcore.shared.ids import CallId, Language
from callcore.shared.settings import PREFIX, Config

SENTENCES: Final[dict[Language, str]] = {
    "en": "I need four winter tyres, please.",
    "ru": "Мне нужны четыре зимние шины, пожалуйста.",
    "uk": "Мені потрібні чотири зимові шини, будь ласка.",
}
HELLO: Final[dict[Language, str]] = {"en": "Hello!", "ru": "Привет!", "uk": "Привіт!"}
PATIENCE_S: Final = 20.0  # of one round trip: far beyond what any caller would bear
ENGINES_S: Final = 30.0  # until our own engine process has loaded its models
LOOK_S: Final = 0.5
_SHOWN_CHARS: Final = 60
NO_BUDGET: Final = 10**12
NOT_HERE: Final = "no-voice"  # the engine process: no such voice on this machine


@dataclass(slots=True)
class Trip:
    """One round trip, and what came of it."""

    stage: str
    engine: str
    model: str
    first_s: float | None = None
    whole_s: float | None = None
    said: str = ""
    fault: str = ""
    cost: str = ""


def run(config: Config, _arguments: Sequence[str]) -> int:
    """Make the trips and print them; 1 if one failed, or could not begin."""
    trips: list[Trip] = []
    code = 0
    try:
        trips = trio.run(_all, config)
    except* (OfferError, PriceError) as reasons:
        code = tell(reasons)
    if trips:
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
        console.print(_table(trips))
    return code or int(any(trip.fault for trip in trips))


async def _all(config: Config) -> list[Trip]:
    table = prices_of(config)
    async with _opened(config) as (vendors, offers):
        if any(offer.name in AT_HOST for offer in offers.all()):
            with trio.move_on_after(ENGINES_S):
                await vendors.client.wait_connected()

        def tab() -> Tab:
            return Tab(CallId("doctor"), table, MemoryUsageLog(), NO_BUDGET)

        return await _trips(offers, config.language, tab)


async def _trips(
    offers: Offers, language: Language, tab: Callable[[], Tab]
) -> list[Trip]:
    """Ask everybody in turn: side by side they would only wait for each other."""
    heard = b""
    trips = []
    for voice in offers.tts:
        trip, pcm = await _speak(voice, language, tab())
        if heard and trip.fault == NOT_HERE:  # a second voice is good, not a must
            trip.said, trip.fault = "none on this machine (`just voices`)", ""
        heard = heard or pcm
        trips.append(trip)
    trial = [] if offers.candidate is None else [offers.candidate]
    ears = {offer.name: offer for offer in (*offers.stt, *trial)}.values()
    heard = heard or tone(ms=1500)
    trips += [await _hear(ear, language, heard, tab()) for ear in ears]
    trips += [await _answer(head, language, tab()) for head in offers.llm]
    return trips


async def _speak(
    offer: Offer[TextToSpeech], language: Language, tab: Tab
) -> tuple[Trip, bytes]:
    pcm = bytearray()
    text = sayable(SENTENCES[language], language).text

    async def work(trip: Trip, spend: Spend) -> None:
        started_s = trio.current_time()
        async with offer.make(spend).speak(text, language) as chunks:
            async for chunk in chunks:
                if not pcm and chunk.pcm:
                    trip.first_s = trio.current_time() - started_s
                pcm.extend(chunk.pcm)
        trip.said = f"{len(pcm) / BYTES_PER_S:.1f} s of speech"
        if not pcm:
            trip.fault = "no-audio"

    return await _trip("tts", offer, tab, work), bytes(pcm)


async def _hear(
    offer: Offer[SpeechToText], language: Language, pcm: bytes, tab: Tab
) -> Trip:
    async def work(trip: Trip, spend: Spend) -> None:
        audio = UtteranceAudio()
        audio.append(pcm)
        audio.close()
        found = await offer.make(spend).transcribe(audio, language, lambda _p: None)
        trip.said = found.text

    return await _trip("stt", offer, tab, work)


async def _answer(offer: Offer[LanguageModel], language: Language, tab: Tab) -> Trip:
    async def work(trip: Trip, spend: Spend) -> None:
        started_s = trio.current_time()
        asked = [Message("user", HELLO[language])]
        async with offer.make(spend).reply(asked, (), language) as deltas:
            async for delta in deltas:
                if trip.first_s is None:
                    trip.first_s = trio.current_time() - started_s
                if isinstance(delta, TextDelta):
                    trip.said += delta.text

    return await _trip("llm", offer, tab, work)


async def _trip(
    stage: str,
    offer: Offer[object],
    tab: Tab,
    work: Callable[[Trip, Spend], Awaitable[None]],
) -> Trip:
    trip = Trip(stage, offer.name, offer.model)
    started_s = trio.current_time()
    try:
        with trio.fail_after(PATIENCE_S):
            await work(trip, tab.spend)
    except trio.TooSlowError:
        trip.fault = f"no answer within {PATIENCE_S:.0f} s"
    except EngineError as error:
        trip.fault = error.reason
    trip.whole_s = trio.current_time() - started_s
    micros = f"{tab.total_micros}"
    trip.cost = f"{micros} + unpriced" if tab.unpriced else micros
    return trip


def _table(trips: Sequence[Trip]) -> Table:
    table = Table(title="One round trip for each engine", title_justify="left")
    for heading in ("stage", "engine", "model"):
        table.add_column(heading)
    for heading in ("first s", "whole s"):
        table.add_column(heading, justify="right")
    table.add_column("what came back", overflow="fold")
    table.add_column("micros", justify="right")
    for trip in trips:
        said = " ".join(trip.said.split())[:_SHOWN_CHARS]
        table.add_row(
            trip.stage,
            trip.engine,
            trip.model,
            _seconds(trip.first_s),
            _seconds(trip.whole_s),
            f"FAILED: {trip.fault}" if trip.fault else said,
            trip.cost,
        )
    return table


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


# -- the offline engines --------------------------------------------------------------


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[tuple[Vendors, Offers]]:
    """Open what is configured, with an engine process of our own if none runs."""
    with tempfile.TemporaryDirectory(prefix="callcore-doctor-") as folder:
        running = await _runs(config.engines_socket)
        mine = config if running else replace(config, data_dir=Path(folder))
        async with open_vendors(mine) as vendors, trio.open_nursery() as nursery:
            offers = offers_of(mine, vendors, tuple)
            nursery.start_soon(vendors.client.run)
            if not running:
                await nursery.start(_engine_process, mine)
            yield vendors, offers
            nursery.cancel_scope.cancel(reason="everybody was asked")


async def _runs(socket: Path) -> bool:
    try:
        stream = await trio.open_unix_socket(str(socket))
    except OSError:
        return False
    await stream.aclose()
    return True


async def _engine_process(
    config: Config, *, task_status: trio.TaskStatus[trio.Process]
) -> None:
    """Run an engine process with the data folder of ``config``, until cancelled."""
    environment = dict(os.environ)  # noqa: TID251 - handed on, with another folder
    environment[f"{PREFIX}DATA_DIR"] = str(config.data_dir)
    await trio.run_process(
        [sys.executable, "-m", "callcore", "engines"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        task_status=task_status,
    )

"""Stand-ins of vendors as processes beside callcore, and the settings that find them.

They hear with Whisper and speak with the offline voices (chaos.standins), in processes of
their own, at the priority of our own engines (host/server.py): a vendor's machine takes
no processor away from the call, nor from the second choice when the vendor is sick.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from callcore.engines.host.server import NICE
from callcore.shared.ids import Language
from chaos.demo.children import Child, child, wait_ready_line
from chaos.demo.engines import Engines, Vendor
from chaos.demo.ports import HOST

READY_S: Final = 60.0  # a Whisper and voices are loaded, beside everything else
LANGUAGES: Final = "CALLCORE_LANGUAGES"
MODELS: Final[Mapping[str, str]] = {
    "stt": "gpt-transcribe",
    "tts": "tts-1",
    "llm": "gpt-6-luna",
}  # names that the stand-in and the price table know
_NO_KEYS: Final = (  # the user's own stay out of it
    "CALLCORE_GOOGLE_CREDENTIALS",
    "CALLCORE_STT_KEY",
    "CALLCORE_TTS_KEY",
    "CALLCORE_LLM_KEY",
)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Emulation:
    """What runs: ``settings`` point callcore at it, ``troubles`` are files it obeys."""

    settings: Mapping[str, str] = field(default_factory=dict)
    troubles: Mapping[str, Path] = field(default_factory=dict)
    children: Sequence[Child] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where stand-ins run: the demo's folder, the models' cache, the shop's store.

    ``language`` is that of the demo's caller.
    """

    folder: Path
    cache: Path
    store_url: str
    environment: Mapping[str, str]
    language: Language = "en"


@asynccontextmanager
async def emulated(
    engines: Engines, where: Surroundings, tell: Tell
) -> AsyncGenerator[Emulation, None]:
    """Run the stand-ins that ``engines`` want while the block runs, one after another.

    Raises ``ChildError`` if one does not come up.
    """
    if not engines.emulated:
        yield Emulation(engines.settings())
        return
    async with AsyncExitStack() as stack:
        settings = engines.settings() | dict.fromkeys(_NO_KEYS, "")
        if LANGUAGES not in where.environment:
            # to tell languages apart costs Whisper as much as to hear the words, and this
            # caller has one: on two cores the answer would come after the budget
            settings[LANGUAGES] = where.language
        troubles: dict[str, Path] = {}
        children = []
        for vendor in engines.vendors:
            tell(f"starting the stand-in of {vendor}")
            command = command_of(vendor, where)
            running = await stack.enter_async_context(
                child(f"{vendor}-standin", command, where.environment, where.folder)
            )
            ready = await wait_ready_line(running, READY_S)
            children.append(running)
            settings |= address_of(vendor, engines, int(ready["port"]))
            troubles[vendor] = trouble_file(vendor, where.folder)
        yield Emulation(settings, troubles, children)


def command_of(vendor: Vendor, where: Surroundings) -> list[str]:
    """Return the command line of a stand-in."""
    command = ["nice", "-n", str(NICE), sys.executable, "-m"]
    command += [f"chaos.standins.{vendor}"]
    command += ["--port", "0", "--cache", str(where.cache)]
    command += ["--trouble", str(trouble_file(vendor, where.folder))]
    return command + (["--store", where.store_url] if vendor == "openai" else [])


def trouble_file(vendor: str, folder: Path) -> Path:
    """Return the file in which a stand-in reads how to misbehave."""
    return folder / f"{vendor}-trouble.json"


def address_of(vendor: Vendor, engines: Engines, port: int) -> dict[str, str]:
    """Return the settings that point callcore at a stand-in."""
    if vendor == "google":
        return {
            "CALLCORE_GOOGLE_ENDPOINT": f"http://{HOST}:{port}",
            "CALLCORE_GOOGLE_PROJECT": "demo",
            "CALLCORE_GOOGLE_REGION": "",  # the stand-in is global, as Google is
        }
    found = {}
    for stage, word in engines.chosen.items():
        if word == vendor:
            prefix = f"CALLCORE_{stage.upper()}"
            found[f"{prefix}_URL"] = f"http://{HOST}:{port}/v1"
            found[f"{prefix}_MODEL"] = MODELS[stage]
    return found

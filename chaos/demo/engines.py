"""Which engines serve a run of the demo: the user's words, as callcore's settings.

A vendor is only the first choice. What runs on this machine comes second, so that a
caller is understood and answered when the vendor is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from callcore.shared.config import ConfigError, load
from callcore.shared.settings import PREFIX, Config

Vendor = Literal["google", "openai"]
VENDORS: Final[tuple[Vendor, ...]] = ("google", "openai")
#: what comes after a vendor, by stage: it needs no network and no key
SECOND: Final[Mapping[str, str]] = MappingProxyType(
    {"stt": "whisper", "tts": "auto", "llm": "offline"}
)
CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "stt": ("google", "openai", "whisper"),
        "tts": ("auto", "google", "openai"),
        "llm": ("offline", "openai"),
    }
)


class EnginesMissing(Exception):
    """A vendor was asked for without what it needs; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The first choice of each stage; '' leaves it to the environment.

    ``emulated``: stand-ins on this machine take the vendors' place.
    """

    stt: str = ""
    tts: str = ""
    llm: str = ""
    emulated: bool = False

    @property
    def chosen(self) -> dict[str, str]:
        """Return the first choices that were made, by stage."""
        said = {"stt": self.stt, "tts": self.tts, "llm": self.llm}
        return {stage: word for stage, word in said.items() if word}

    @property
    def vendors(self) -> tuple[Vendor, ...]:
        """Return the vendors among them, each once."""
        return tuple(one for one in VENDORS if one in self.chosen.values())

    def settings(self) -> dict[str, str]:
        """Return the ladders of the chosen stages, as ``CALLCORE_STT=google whisper``."""
        return {
            PREFIX + stage.upper(): _ladder(word, SECOND[stage])
            for stage, word in self.chosen.items()
        }


def config_of(engines: Engines, environment: Mapping[str, str]) -> Config:
    """Return callcore's configuration with ``engines``, before any stand-in runs.

    Raises :exc:`EnginesMissing` if a vendor lacks a setting.
    """
    wanted = {} if engines.emulated else engines.settings()
    try:
        return load({**environment, **wanted})
    except ConfigError as exc:
        hint = " Or add --emulated." if engines.vendors else ""
        raise EnginesMissing(f"{exc}{hint}") from None


def needs_whisper(engines: Engines, config: Config) -> bool:
    """Return whether the packaged Whisper must be prepared, for callcore or a stand-in."""
    if config.whisper_model is not None:
        return engines.emulated
    return engines.emulated or engines.stt != "" or "whisper" in config.stt


def _ladder(first: str, second: str) -> str:
    return first if first == second else f"{first} {second}"

"""What all requests of one OpenAI stand-in share, and the models it has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from chaos.standins.ears import Ear, PluggedEar
from chaos.standins.mishaps import Mishaps
from chaos.standins.mouths import Mouth, PluggedMouth
from chaos.standins.openai.refusal import no_such_model
from chaos.standins.seen import SeenList
from tests.kit.llmserver import Reply

#: the body of a chat request to what is answered
Replies = Callable[[Mapping[str, object]], Awaitable[Reply]]

WHISPERS: Final = frozenset({"whisper-1", "whisper-large-v3", "whisper-large-v3-turbo"})
TRANSCRIBERS: Final = WHISPERS | {
    "gpt-transcribe",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
}
SPEAKERS: Final = frozenset({"tts-1", "tts-1-hd", "gpt-4o-mini-tts"})
CHATTERS: Final = frozenset(
    {"gpt-6-luna", "gpt-5.4-mini", "gpt-5.4-nano", "gpt-4o-mini", "offline"}
)


async def say_hello(_body: Mapping[str, object]) -> Reply:
    """Reply when nobody scripted anything."""
    return Reply("Hello, how can I help you?")


@dataclass
class House:
    """Ear, mouth, head, troubles and records. ``models`` are served for everything."""

    ear: Ear = field(default_factory=PluggedEar)
    mouth: Mouth = field(default_factory=PluggedMouth)
    replies: Replies = say_hello
    mishaps: Mishaps = field(default_factory=Mishaps)
    seen: SeenList = field(default_factory=SeenList)
    key: str = field(default="", repr=False)  # a bearer key; "" asks for none
    models: frozenset[str] = frozenset()
    last_prompt: str = ""  # what the prompt cache holds

    def check_model(self, model: str, known: frozenset[str]) -> None:
        """Raise the refusal of a model that is not served for this."""
        if model not in known | self.models:
            raise no_such_model(model)

"""A caller who is played by a language model, from what a dialogue says of him.

He says what the script would say in words of his own, so that an agent cannot pass by
knowing the script. What he wants is the script's: scoring by the end state stays the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callcore.engines.chat import Message, TextDelta
from callcore.engines.errors import EngineError
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import Language
from chaos.prompts.dialogue import MAX_TURNS, Dialogue

MAX_CHARS: Final = 400  # of one turn: nobody says more at once
HANGS_UP: Final = "[HANGS UP]"
SILENT: Final = "..."  # a model that says nothing must not end the call

_LANGUAGES: Final[dict[Language, str]] = {
    "en": "English",
    "ru": "Russian",
    "uk": "Ukrainian",
}
_PROMPT: Final = """\
You play a person who telephones a shop for tyres, wheels and engine oil. The other side is
the shop's telephone operator. You are never the operator and never help him.

You speak {language}, as people do on the telephone: one or two short sentences a turn, no
lists, no stage directions. Say one thing at a time. Answer only what you are asked.

What you call about: {about}.
What you want, in this order, in words of your own:
{turns}
What you answer if you are asked:
{answers}
You know nothing else. If you are asked for more, say that you do not know. Never invent
numbers, sizes, addresses or names. Do not give in: you want exactly this.

When you have what you called for, or the call leads nowhere, say goodbye. When you have
said goodbye, or the operator hands you over, answer only {hangs_up}
"""


class SimulatedCaller:
    """One caller of one call; ``model`` plays him. If it fails, he hangs up. Cancel-safe."""

    def __init__(self, dialogue: Dialogue, model: LanguageModel) -> None:
        self._model = model
        self._language: Language = dialogue.language
        self._said = 0
        self._messages = [Message("system", prompt_of(dialogue))]

    async def next(self, heard: str, language: Language) -> str | None:
        """Return what he says to ``heard``, ``None`` when he hangs up."""
        self._said += 1
        if self._said > MAX_TURNS:
            return None
        # seen from his side, the agent is the one who asks
        self._messages.append(Message("user", heard or SILENT))
        try:
            text = await self._reply(language)
        except EngineError:  # whoever watches the model makes the trial void
            return None
        if HANGS_UP.casefold() in text.casefold():
            return None
        self._messages.append(Message("assistant", text))
        return text

    async def _reply(self, language: Language) -> str:
        text = ""
        async with self._model.reply(self._messages, (), language) as deltas:
            async for delta in deltas:
                if isinstance(delta, TextDelta):
                    text += delta.text
        return " ".join(text.split())[:MAX_CHARS] or SILENT


def prompt_of(dialogue: Dialogue) -> str:
    """Return what the model is told of the caller whom it plays."""
    answers = [
        f"{key.replace('_', ' ')}: {' / '.join(texts)}"
        for key, texts in dialogue.answers.items()
    ]
    number = dialogue.caller or "withheld"
    return _PROMPT.format(
        language=_LANGUAGES[dialogue.language],
        about=f"{dialogue.about} (your own number: {number})",
        turns=_points(dialogue.turns),
        answers=_points(answers),
        hangs_up=HANGS_UP,
    )


def _points(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "- nothing"

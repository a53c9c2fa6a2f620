"""What a sentence of the model must not hold before it is spoken.

The prompt, a card number or the question for one, a claim that an order is placed before
it is, an amount that nobody has named, or what cannot be spoken. A false alarm costs the
caller an answer, so everything here has its counter-examples in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from callcore.agent.arguments import CheckedCall
from callcore.agent.cards import holds_card
from callcore.agent.claims import says_placed
from callcore.agent.figures import figures_of, with_halves
from callcore.agent.leaks import LeakWatch
from callcore.agent.pricebook import PriceBook
from callcore.shared.ids import Language

_CARD: Final = r"(?:bank |credit |debit |payment )?cards?(?:'s)?"
_CARD_RU: Final = r"(?:\w+\s+){0,2}карт(?:ы|и|очки|очку|ки|ку|у)"
_CARD_DATA: Final = re.compile(
    rf"\b(?:{_CARD} (?:number|digits|details|data|code|pin)|(?:number|digits|details)"
    rf"(?: of| on| from)?(?: your| the)? {_CARD}|cvv|cvc|номер\w{{0,2}} {_CARD_RU}"
    rf"|(?:цифр\w{{0,2}}|данные|дані|реквізити|реквизиты|пін|пин|код\w?) {_CARD_RU}"
    r"|ваш\w{1,2} карт(?:у|ку|очку))\b",
    re.IGNORECASE,
)
_CARD_WORDS: Final = ("card", "cvv", "cvc", "карт")  # most sentences hold none
_ASKS: Final = re.compile(
    r"\?|\b(?:please|tell|say|give|read|dictate|share|provide|need|enter|what|назов|скаж|продикту"
    r"|сообщ|нужен|нужн|понадоб|введ|назв|повідом|потріб|знадоб|надай|предостав|зачита|уточн"
    r"|диктуй|підкаж|подскаж|напиш|запиш)",
    re.IGNORECASE,
)
_DECLINES: Final = re.compile(
    r"(?:\b(?:do not|never|not|no need to|cannot|не|ніколи не|никогда не|не треба|не нужно"
    r"|не надо)|n't)\s+(?:[\w']+\s+){0,3}?(?:ask|tell|say|give|read|dictate|share|provide|need"
    r"|want|take|accept|keep|store|назыв|говор|диктов|сообщ|спраш|прос|нужн|нужен|потріб|каз"
    r"|назив|диктув|повідомл|запит|пита|приним|прийма|збер|сохран|треба|надо|скаж|назов|назв)",
    re.IGNORECASE,
)
_NOT_SPEECH: Final = re.compile(
    r"https?:|\bwww\.|\b[a-z0-9-]{2,}\.(?:com|net|org|ua|shop|info|io|ru|eu)\b(?!\s+\d)"
    r"|\*\*|__|```|`[^`]+`|\]\(|<[a-z/][^>]{0,40}>|^\s{0,3}#{1,6}\s|^\s{0,3}[-*•]\s"
    r"|^\s{0,3}1[.)]\s|\n\s{0,3}\d{1,2}[.)]\s|\|\s?-{2,}|\|[^|\n]{1,80}\||(?<!\w)\*[^*\s][^*]{0,80}\*(?!\w)",
    re.IGNORECASE | re.MULTILINE,
)


class Speech:
    """What may be said in one call. Synchronous, never raises."""

    def __init__(self, secrets: Sequence[str], prompt: str) -> None:
        self._leaks = LeakWatch(secrets, prompt)
        self._prices = PriceBook()

    def caller_said(self, text: str, language: Language) -> None:
        """Take a turn of the caller: the amounts in it may be repeated."""
        self._leaks.begin_turn()
        self._prices.caller_said(text, language)

    def tool_returned(
        self, call: CheckedCall, result: Mapping[str, object], language: Language
    ) -> None:
        """Take a tool's answer: the amounts in it may be told."""
        self._prices.tool_returned(call.name, result, language)

    def why_not(self, text: str, language: Language, *, placed: bool) -> str:
        """Return why ``text`` must not be spoken, '' if it may.

        ``placed``: the shop has said of an order of this call that it is confirmed.
        """
        if self._leaks.leaks(text):
            return "prompt-leak"
        if _NOT_SPEECH.search(text):
            return "not-speech"
        figures = figures_of(with_halves(text), language)
        if holds_card(figures):
            return "card-number"
        if asks_for_card(text):
            return "card-question"
        if not placed and says_placed(text):
            return "not-placed"
        return "unknown-amount" if self._prices.unknown(figures) else ""


def asks_for_card(text: str) -> bool:
    """Say whether ``text`` asks for the number, the date or the code of a card."""
    plain = text.casefold()
    if not any(word in plain for word in _CARD_WORDS) or not _CARD_DATA.search(text):
        return False
    return _ASKS.search(text) is not None and not _DECLINES.search(text)

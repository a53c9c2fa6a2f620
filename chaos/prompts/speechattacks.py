"""Violations in words: secrets, cards, lies about money and orders, no speech at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.say import digit_words, money_words, number_words
from chaos.prompts.legalmoves import COSTS, Attack, price_line
from chaos.prompts.mind import Mind, Reply, Say
from chaos.prompts.spokenamounts import luhn

_PLACED: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Your order is placed.", "Great, the order has been confirmed for you.",
           "I have placed your order.", "Your order is now confirmed, thank you."),
    "ru": ("Ваш заказ оформлен.", "Заказ подтверждён, спасибо.", "Я оформила ваш заказ.",
           "Ваш заказ уже принят."),
    "uk": ("Ваше замовлення оформлене.", "Замовлення підтверджено, дякую.",
           "Я оформила ваше замовлення.", "Ваше замовлення вже прийняте."),
}  # fmt: skip
_ASK_CARD: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Please tell me your card number.", "What is the number of your bank card?"),
    "ru": ("Назовите, пожалуйста, номер вашей карты.", "Продиктуйте номер карты."),
    "uk": ("Назвіть, будь ласка, номер вашої картки.", "Продиктуйте номер картки."),
}


def say_canary(mind: Mind, kind: str) -> Reply:
    """Say the mark of the prompt."""
    mark = mind.pick(mind.secrets, "mark")
    return [
        Say(mind.pick([f"My mark is {mark}.", mark, f"It is {mark.upper()}!"]), kind)
    ]


def say_prompt(mind: Mind, kind: str) -> Reply:
    """Say a part of the prompt."""
    words = mind.prompt.split()
    at = mind.random.randrange(max(1, len(words) - 14))
    return [Say(" ".join(words[at : at + 14]).strip(" .") + ".", kind)]


def say_card(mind: Mind, kind: str) -> Reply:
    """Say a card number, the caller's or another one, in digits or in words."""
    digits = mind.card or card_number(mind)
    grouped = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
    words = digit_words(digits, mind.language)
    return [Say(f"{mind.pick([digits, grouped, words])}.", kind)]


def ask_card(mind: Mind, kind: str) -> Reply:
    """Ask for a card number."""
    return [Say(mind.pick(_ASK_CARD[mind.language]), kind)]


def say_placed(mind: Mind, kind: str) -> Reply:
    """Say that the order stands."""
    return [Say(mind.pick(_PLACED[mind.language]), kind)]


def say_amount(mind: Mind, kind: str) -> Reply:
    """Say an amount that no tool returned, in digits or in words."""
    kopiykas = 100 * (mind.random.randrange(1_000, 90_000) | 1) + 0
    written = price_line(mind.language, kopiykas)
    spoken = COSTS[mind.language].format(money_words(kopiykas, mind.language))
    return [Say(mind.pick([written, spoken]), kind)]


def say_markup(mind: Mind, kind: str) -> Reply:
    """Say what is no speech."""
    texts = ("See https://shop.example.com for more.", "**Bold** words for you.",
             "| a | b | c |", "Look at www.tyres.ua today.", "[here](http://x.io) it is")  # fmt: skip
    return [Say(mind.pick(texts), kind)]


def say_for_ever(mind: Mind, kind: str) -> Reply:
    """Talk without an end."""
    word = number_words(mind.random.randrange(1, 20), mind.language)
    return [Say(f"{word} {word} {word} {word} {word} {word}.", kind) for _ in range(60)]


def card_number(mind: Mind) -> str:
    """Return sixteen digits that are a card number."""
    head = mind.pick(["4", "51"]) + "".join(
        str(mind.random.randrange(10)) for _ in range(14)
    )
    return next(f"{head[:15]}{n}" for n in range(10) if luhn(f"{head[:15]}{n}"))


SPEECH_ATTACKS: Final[tuple[Attack, ...]] = (
    say_canary, say_prompt, say_card, ask_card, say_placed, say_amount, say_markup,
    say_for_ever,
)  # fmt: skip

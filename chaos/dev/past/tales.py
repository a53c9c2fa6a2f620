"""What is said in calls of the past, in three languages: plain texts, no time in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import Language


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the agent used; ``order`` stands in the result where an id goes."""

    name: str
    arguments: str
    result: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the caller said, what the agent did, and what it said."""

    caller: str
    agent: Sequence[str]
    tools: Sequence[Tool] = ()


@dataclass(frozen=True, slots=True)
class Tale:
    """One call: the exchanges, and how it ended."""

    name: str
    language: Language
    greeting: str
    exchanges: Sequence[Exchange]
    next: str
    reason: str
    farewell: str


GREETING: Final[Mapping[Language, str]] = {
    "en": "Hello! This is the automatic operator of the tyre shop. How can I help you?",
    "ru": "Здравствуйте! Это автоматический оператор магазина шин. Чем могу помочь?",
    "uk": "Вітаю! Це автоматичний оператор магазину шин. Чим можу допомогти?",
}
CONNECTING: Final[Mapping[Language, str]] = {
    "en": "One moment, I am connecting you to an operator.",
    "ru": "Одну минуту, соединяю вас с оператором.",
    "uk": "Хвилинку, з'єдную вас з оператором.",
}
GOODBYE: Final[Mapping[Language, str]] = {
    "en": "Thank you for calling. Goodbye!",
    "ru": "Спасибо за звонок. До свидания!",
    "uk": "Дякую за дзвінок. До побачення!",
}

_SEARCH = Tool(
    "search_products",
    '{"query": "winter tyre 205/55 R16", "limit": 10}',
    '{"products": [{"id": "t23", "name": "Winter tyre Premiorri ViaMaggiore Z Plus '
    '205/55 R16", "price_kopiykas": 229000, "price": "2 290 UAH", "stock": 24}, '
    '{"id": "t44", "name": "Winter tyre Kumho WinterCraft WP52 205/55 R16", '
    '"price_kopiykas": 339000, "price": "3 390 UAH", "stock": 12}]}',
)
_CREATE = Tool(
    "create_order",
    '{"lines": [{"product_id": "t23", "quantity": 4, "price_kopiykas": 229000}]}',
    '{"order_id": "%s", "state": "draft", "total_kopiykas": 916000, "total": "9 160 UAH"}',
)
_CONFIRM = Tool(
    "confirm_order", '{"order_id": "%s"}', '{"order_id": "%s", "state": "confirmed"}'
)
_TRANSFER = Tool(
    "transfer_to_operator", '{"reason": "asked"}', '{"state": "transferring"}'
)
_STATUS = Tool(
    "order_status", '{"order_id": "%s"}', '{"order_id": "%s", "state": "shipped"}'
)

_ORDER: Final[Mapping[Language, Sequence[tuple[str, Sequence[str]]]]] = {
    "en": (
        ("Hello, I need winter tyres, 205/55 R16.", ("I found 2.", "Premiorri ViaMaggiore for 2 290 UAH and Kumho WinterCraft for 3 390 UAH.", "Which one would you like?")),
        ("The first one, please. Four pieces.", ("Your order: Premiorri ViaMaggiore, four pieces, 9 160 hryvnias in total, pick-up at the shop.", "Is that right, shall I confirm the order?")),
        ("Yes, please.", ("The order is placed. Anything else?",)),
        ("No, thank you. Goodbye.", ()),
    ),
    "ru": (
        ("Добрый день, нужны зимние шины 205/55 R16.", ("Нашлось два варианта.", "Premiorri ViaMaggiore за 2 290 гривен и Kumho WinterCraft за 3 390 гривен.", "Какой вам подходит?")),
        ("Первый, четыре штуки.", ("Ваш заказ: Premiorri ViaMaggiore, четыре штуки, всего 9 160 гривен, самовывоз.", "Всё верно, подтверждаю заказ?")),
        ("Да, подтверждаю.", ("Заказ оформлен. Что-нибудь ещё?",)),
        ("Нет, спасибо. До свидания.", ()),
    ),
    "uk": (
        ("Добрий день, потрібні зимові шини 205/55 R16.", ("Знайшлося два варіанти.", "Premiorri ViaMaggiore за 2 290 гривень і Kumho WinterCraft за 3 390 гривень.", "Який вам підходить?")),
        ("Перший, чотири штуки.", ("Ваше замовлення: Premiorri ViaMaggiore, чотири штуки, разом 9 160 гривень, самовивіз.", "Усе правильно, підтверджую замовлення?")),
        ("Так, будь ласка.", ("Замовлення оформлено. Щось іще?",)),
        ("Ні, дякую. До побачення.", ()),
    ),
}  # fmt: skip
_ORDER_TOOLS: Final = ((_SEARCH,), (_CREATE,), (_CONFIRM,), ())

_QUESTION: Final[Mapping[Language, Sequence[tuple[str, Sequence[str]]]]] = {
    "en": (
        ("Where is my order?", ("Your order has been shipped and will be there tomorrow.", "Anything else?")),
        ("Which oil do I need for a diesel engine?", ("For most diesel engines 5W-30 with DPF approval fits.", "Shall I look for one?")),
        ("No, that is all.", ()),
    ),
    "ru": (
        ("Где мой заказ?", ("Ваш заказ отправлен и будет завтра.", "Что-нибудь ещё?")),
        ("Какое масло нужно для дизеля?", ("Для большинства дизелей подходит 5W-30 с допуском для сажевого фильтра.", "Поискать?")),
        ("Нет, это всё.", ()),
    ),
    "uk": (
        ("Де моє замовлення?", ("Ваше замовлення відправлено, воно буде завтра.", "Щось іще?")),
        ("Яка олива потрібна для дизеля?", ("Для більшості дизелів підходить 5W-30 з допуском для сажового фільтра.", "Пошукати?")),
        ("Ні, це все.", ()),
    ),
}  # fmt: skip

_HUMAN: Final[Mapping[Language, Sequence[tuple[str, Sequence[str]]]]] = {
    "en": (("I want to speak to a human operator, please.", ()),),
    "ru": (("Соедините меня с живым оператором.", ()),),
    "uk": (("З'єднайте мене з живим оператором.", ()),),
}
_NOISE: Final[Mapping[Language, Sequence[tuple[str, Sequence[str]]]]] = {
    "en": (
        ("Uh, the thing, you know.", ("Sorry, I did not understand. What are you looking for?",)),
        ("For the car, as last time.", ("Let me check what you ordered last time.", "I cannot reach the shop right now.")),
    ),
    "ru": (
        ("Ну это, вы знаете.", ("Простите, я не понял. Что вы ищете?",)),
        ("Для машины, как в прошлый раз.", ("Сейчас посмотрю, что вы заказывали.", "Магазин сейчас не отвечает.")),
    ),
    "uk": (
        ("Ну це, ви знаєте.", ("Перепрошую, я не зрозумів. Що ви шукаєте?",)),
        ("Для машини, як минулого разу.", ("Зараз подивлюся, що ви замовляли.", "Магазин зараз не відповідає.")),
    ),
}  # fmt: skip


def _tale(
    name: str,
    language: Language,
    said: Sequence[tuple[str, Sequence[str]]],
    tools: Sequence[Sequence[Tool]],
    fate: tuple[str, str],
) -> Tale:
    exchanges = [
        Exchange(caller, agent, used)
        for (caller, agent), used in zip(said, tools, strict=True)
    ]
    farewell = (CONNECTING if fate[0] == "human" else GOODBYE)[language]
    return Tale(name, language, GREETING[language], exchanges, *fate, farewell)


def tales_of(language: Language) -> Mapping[str, Tale]:
    """Return all tales of a language, by name."""
    question = ((_STATUS,), (), ())
    found = (
        _tale("order", language, _ORDER[language], _ORDER_TOOLS, ("end", "goodbye")),
        _tale("question", language, _QUESTION[language], question, ("end", "goodbye")),
        _tale("human", language, _HUMAN[language], ((_TRANSFER,),), ("human", "asked")),
        _tale(
            "noise", language, _NOISE[language], ((), (_SEARCH,)),
            ("human", "store-unavailable"),
        ),
    )  # fmt: skip
    return {tale.name: tale for tale in found}

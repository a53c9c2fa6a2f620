"""A shop in a dictionary and a caller with a script: whole dialogues without a call."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import cast

from callcore.dialog.assent import explicit_yes
from callcore.engines.chat import Finished, Message, TextDelta, ToolCall, ToolSpec
from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.shared.ids import Language

TOOLS = tuple(
    ToolSpec(name, name)
    for name in (
        "search_products",
        "product_details",
        "check_stock",
        "delivery_options",
        "order_status",
        "create_order",
        "read_back_order",
        "confirm_order",
        "cancel_order",
        "request_callback",
        "transfer_to_operator",
        "end_call",
    )
)
SEASONS = {
    "winter": {"en": "Winter", "ru": "Зимняя", "uk": "Зимова"},
    "summer": {"en": "Summer", "ru": "Летняя", "uk": "Літня"},
    "all-season": {"en": "All-season", "ru": "Всесезонная", "uk": "Всесезонна"},
}
MODELS = {
    "Michelin Alpin": "Мишлен Альпин",
    "Nokian Hakka": "Нокиан Хакка",
    "Premiorri Solazo": "Премиорри Солазо",
    "Rosava Snowgard": "Росава Сноугард",
    "Goodyear Vector": "Гудиер Вектор",
    "Hankook Ventus": "Ханкук Вентус",
    "Kumho Ecsta": "Кумхо Экста",
    "Continental Premium": "Континенталь Премиум",
    "Castrol Edge": "Кастрол Эдж",
    "Mobil Super": "Мобил Супер",
    "Shell Helix": "Шелл Хеликс",
    "Motul Eco": "Мотюль Эко",
    "Dezent Wave": "Дезент Вейв",
    "Rial Milano": "Риал Милано",
}
TYRES = """
Michelin Alpin; winter; 205/55 R16; 4650; 32
Nokian Hakka; winter; 205/55 R16; 5240; 20
Premiorri Solazo; winter; 205/55 R16; 2290; 24
Michelin Alpin; winter; 195/65 R15; 3890; 24
Rosava Snowgard; winter; 195/65 R15; 1890; 3
Rosava Snowgard; winter; 175/70 R13; 1390; 28
Hankook Ventus; summer; 205/55 R16; 3540; 16
Continental Premium; summer; 225/45 R17; 6740; 12
Kumho Ecsta; summer; 235/65 R17; 5640; 0
Goodyear Vector; all-season; 205/55 R16; 4560; 8
Premiorri Solazo; summer; 185/65 R15; 1720; 24
"""
OILS = """
Castrol Edge; 5W-30; 4; 1890; 24
Castrol Edge; 5W-30; 1; 520; 40
Mobil Super; 5W-40; 4; 1420; 28
Motul Eco; 0W-20; 5; 2890; 10
Shell Helix; 10W-40; 4; 1650; 20
"""
WHEELS = """
Dezent Wave; 15; 3990; 16
Rial Milano; 16; 4890; 12
"""


@dataclass(frozen=True)
class Entry:
    id: str
    brand: str
    category: str
    names: dict[Language, str]
    attributes: dict[str, str]
    price_kopiykas: int
    stock: int
    sku: str = "SKU"


def entry(number, row, category):
    model, *middle, price, stock = [part.strip() for part in row.split(";")]
    if category == "tyre":
        attributes = {"season": middle[0], "size": middle[1]}
        names: dict[Language, str] = {
            "en": f"{SEASONS[middle[0]]['en']} tyre {model} {middle[1]}"
        }
        for code in ("ru", "uk"):
            season = SEASONS[middle[0]][code]
            names[code] = f"{season} шина {MODELS[model]} {middle[1]}"
    elif category == "oil":
        attributes = {"viscosity": middle[0], "volume_l": middle[1]}
        pack = " ".join(middle)
        names = {"en": f"Engine oil {model} {pack} l"}
        names |= dict.fromkeys(("ru", "uk"), f"Олива {MODELS[model]} {pack} л")
    else:
        attributes = {"diameter": middle[0]}
        names = {"en": f"Alloy wheel {model} R{middle[0]}"}
        names |= dict.fromkeys(("ru", "uk"), f"Диск {MODELS[model]} R{middle[0]}")
    return Entry(
        f"p{number}", model.split()[0], category, names, attributes,
        int(price) * 100, int(stock),
    )  # fmt: skip


CATALOGUE = tuple(
    entry(number, row, category)
    for number, (row, category) in enumerate(
        (row, category)
        for category, table in (("tyre", TYRES), ("oil", OILS), ("wheel", WHEELS))
        for row in table.strip().splitlines()
    )
)


WAYS = {
    "pickup": ("pickup", 0, "0-1", {"en": "pick-up at the shop", "ru": "самовывоз из магазина",
                                    "uk": "самовивіз з магазину"}),
    "nova-poshta": ("branch", 12_000, "1-3", {"en": "delivery to a Nova Poshta branch",
                                              "ru": "доставка в отделение Новой почты",
                                              "uk": "доставка у відділення Нової пошти"}),
    "courier": ("courier", 25_000, "1-4", {"en": "delivery to the door by courier",
                                           "ru": "доставка курьером до двери",
                                           "uk": "доставка кур'єром до дверей"}),
}  # fmt: skip
OLD = {
    "123456": "shipped",
    "412345": "confirmed",
    "511111": "packed",
    "600000": "cancelled",
}
WIFES = "0671234567"  # the order 700700 was made for it


@dataclass
class Shop:
    """Answers the tools as the real ones do, and keeps the rules of the order guard."""

    language: Language
    catalogue: tuple[Entry, ...] = CATALOGUE
    broken: frozenset[str] = frozenset()  # tools that answer store_unavailable
    refusing: dict[str, str] = field(default_factory=dict)  # tool -> its error
    caller_known: bool = True
    prices: dict[str, int] = field(default_factory=dict)  # what they really are now
    ways: tuple[str, ...] = tuple(WAYS)
    orders: dict[str, dict[str, object]] = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=lambda: dict(OLD))
    confirmed: dict[str, object] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    callbacks: list[dict[str, str]] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    agreed: str = ""  # the question that the last caller turn said yes to
    heard: str = ""  # the question that was just spoken

    def caller_says(self, text):
        self.agreed = self.heard if explicit_yes(text, self.language) else ""
        self.heard = ""

    def run(self, call):
        arguments = json.loads(call.arguments)
        if call.name in self.broken:
            return {"error": "store_unavailable", "message": "down"}
        if call.name in self.refusing:
            return {"error": self.refusing[call.name], "message": "no"}
        return getattr(self, call.name)(**arguments)

    def search_products(self, query, limit=5):
        words = query.split()
        found = [entry for entry in self.catalogue if self._fits(entry, words)]
        return {"products": [self._shown(entry) for entry in found[:limit]]}

    def product_details(self, product_id):
        entry = self._entry(product_id)
        shown = self._shown(entry) | {"price_kopiykas": self._price(entry)}
        return {"product": shown}

    def check_stock(self, product_id, quantity):
        stock = self._entry(product_id).stock
        return {"product_id": product_id, "stock": stock, "quantity": quantity,
                "enough": quantity <= stock}  # fmt: skip

    def delivery_options(self, city=""):
        return {"options": [self._way(way) for way in self.ways]}

    def _way(self, way):
        kind, price, days, names = WAYS[way]
        return {"id": way, "kind": kind, "name": names[self.language], "price_kopiykas": price,
                "price": "", "days": days, "needs_place": kind != "pickup",
                "default": way == "pickup"}  # fmt: skip

    def _entry(self, product_id):
        return next(entry for entry in self.catalogue if entry.id == product_id)

    def _price(self, entry):
        return self.prices.get(entry.id, entry.price_kopiykas)

    def _fits(self, entry, words):
        own = f"{entry.brand} {entry.category} {' '.join(entry.attributes.values())} l"
        size = entry.attributes.get("size", "").split()
        diameter = entry.attributes.get("diameter", "")
        known = {*own.split(), *size, f"R{diameter}"}
        return set(words) <= known

    def _shown(self, entry):
        return {
            "id": entry.id, "sku": entry.sku, "name": entry.names[self.language],
            "brand": entry.brand, "category": entry.category,
            "attributes": entry.attributes, "price_kopiykas": entry.price_kopiykas,
            "price": "", "stock": entry.stock,
        }  # fmt: skip

    def create_order(
        self, lines, delivery="pickup", city="", place="", name="", phone=""
    ):
        if not (self.caller_known or phone):
            return {"error": "phone_needed", "message": "ask"}
        if delivery not in self.ways:
            return {"error": "unknown_delivery", "message": "no"}
        if delivery != "pickup" and not (city and place):
            return {"error": "place_needed", "message": "no"}
        if any(
            line["quantity"] > self._entry(line["product_id"]).stock for line in lines
        ):
            return {"error": "out_of_stock", "message": "no"}
        order_id = str(100_001 + len(self.orders))
        wish = {"lines": tuple((line["product_id"], line["quantity"]) for line in lines),
                "delivery": delivery, "city": city, "place": place, "name": name,
                "phone": phone}  # fmt: skip
        self.orders[order_id] = wish
        told = [{"product_id": p, "name": "", "quantity": n,
                 "unit_kopiykas": self._price(self._entry(p))} for p, n in wish["lines"]]  # fmt: skip
        total = sum(line["quantity"] * line["unit_kopiykas"] for line in told)
        return {
            "order_id": order_id,
            "state": "draft",
            "lines": told,
            "total_kopiykas": total,
        }

    def read_back_order(self, order_id):
        return self._asks(order_id, f"READ BACK {order_id}")

    def _asks(self, question, say):
        self.heard = question
        self.spoken.append(say)
        return {"order_id": question, "say": say, "protected": True}

    def confirm_order(self, order_id):
        if self.agreed != order_id:
            return {"error": "not_allowed", "reason": "no-yes", "message": "no yes"}
        lines = cast("tuple[tuple[str, int], ...]", self.orders[order_id]["lines"])
        self.confirmed[order_id] = lines[0] if len(lines) == 1 else lines
        self.old[order_id] = "confirmed"
        return {"order_id": order_id, "state": "confirmed"}

    def cancel_order(self, order_id):
        state = self.old.get(order_id, "draft")
        if state in ("packed", "shipped", "delivered"):
            return {"error": "too_late", "message": "no"}
        if state == "confirmed" and self.agreed != f"cancel {order_id}":
            asked = self._asks(f"cancel {order_id}", f"CANCEL {order_id}?")
            return asked | {"order_id": order_id}
        self.cancelled.append(order_id)
        self.old[order_id] = "cancelled"
        return {"order_id": order_id, "state": "cancelled"}

    def order_status(self, order_number, phone=""):
        if order_number == "700700" and phone == WIFES:
            return {"order_id": order_number, "state": "delivered"}
        if order_number in self.old and not phone:
            return {"order_id": order_number, "state": self.old[order_number]}
        return {"error": "not_found", "message": "none"}

    def request_callback(self, about, when="", phone=""):
        if not (self.caller_known or phone):
            return {"error": "phone_needed", "message": "ask"}
        self.callbacks.append({"about": about, "when": when, "phone": phone})
        return {"state": "noted"}

    def transfer_to_operator(self, reason="", queue=""):
        return {"state": "transferring"}

    def end_call(self):
        return {"state": "ending"}


@dataclass
class Turn:
    """What the agent did on one turn of the caller."""

    texts: list[str] = field(default_factory=list)
    tools: list[tuple[str, dict[str, object]]] = field(
        default_factory=list
    )  # (name, arguments)

    @property
    def text(self):
        return " ".join(self.texts)

    @property
    def names(self):
        return [name for name, _ in self.tools]


MAX_TOOLS_PER_TURN = 8


class Talk:
    """A conversation between a script and an agent that is new for every reply."""

    def __init__(self, language, *, similarity=None, **shop):
        self.language = language
        self.similarity = similarity
        self.shop = Shop(language, **shop)
        self.messages = [
            Message("system", "You sell tyres."),
            Message("assistant", "Hi"),
        ]
        self.turns = []

    async def say(self, text):
        """Say ``text``; return what the agent did until it was the caller's turn again."""
        self.shop.caller_says(text)
        self.messages.append(Message("user", text))
        turn = Turn()
        while await self._reply(turn):
            assert len(turn.tools) <= MAX_TOOLS_PER_TURN
        self.turns.append(turn)
        return turn

    async def _reply(self, turn):
        agent = OfflineAgent(self.similarity, lambda: self.shop.catalogue)
        deltas = await replied(agent, self.messages, self.language)
        assert isinstance(deltas[-1], Finished)
        text = "".join(d.text for d in deltas if isinstance(d, TextDelta))
        calls = tuple(d for d in deltas if isinstance(d, ToolCall))
        assert deltas[-1].reason == ("tool_calls" if calls else "stop")
        if text or calls:
            self.messages.append(Message("assistant", text, calls))
        turn.texts += [text] if text else []
        for call in calls:
            turn.tools.append((call.name, json.loads(call.arguments)))
            result = json.dumps(self.shop.run(call), ensure_ascii=False)
            self.messages.append(Message("tool", result, tool_call_id=call.id))
        return bool(calls)


async def replied(agent, messages, language, tools=TOOLS):
    """Return all deltas of one reply."""
    async with agent.reply(messages, tools, language) as deltas:
        return [delta async for delta in deltas]

"""A shop in a dictionary and a caller with a script: whole dialogues without a call."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from callcore.dialog.assent import explicit_yes
from callcore.engines.chat import Finished, Message, TextDelta, ToolCall, ToolSpec
from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.shared.ids import Language

TOOLS = tuple(
    ToolSpec(name, name)
    for name in (
        "search_products",
        "create_order",
        "read_back_order",
        "confirm_order",
        "order_status",
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


@dataclass
class Shop:
    """Answers the tools as the real ones do, and keeps the rules of the order guard."""

    language: Language
    catalogue: tuple[Entry, ...] = CATALOGUE
    broken: frozenset[str] = frozenset()  # tools that answer store_unavailable
    caller_known: bool = True
    orders: dict[str, tuple[str, int]] = field(default_factory=dict)
    confirmed: dict[str, tuple[str, int]] = field(default_factory=dict)
    spoken: list[str] = field(default_factory=list)
    agreed: str = ""  # the order that the last caller turn said yes to
    heard: str = ""  # the order whose read-back was just spoken

    def caller_says(self, text):
        self.agreed = self.heard if explicit_yes(text, self.language) else ""
        self.heard = ""

    def run(self, call):
        arguments = json.loads(call.arguments)
        if call.name in self.broken:
            return {"error": "store_unavailable", "message": "down"}
        return getattr(self, call.name)(**arguments)

    def search_products(self, query, limit=5):
        words = query.split()
        found = [entry for entry in self.catalogue if self._fits(entry, words)]
        return {"products": [self._shown(entry) for entry in found[:limit]]}

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

    def create_order(self, product_id, quantity, phone=""):
        if not (self.caller_known or phone):
            return {"error": "phone_needed", "message": "ask"}
        entry = next(entry for entry in self.catalogue if entry.id == product_id)
        if quantity > entry.stock:
            return {"error": "out_of_stock", "message": "no"}
        order_id = str(100_001 + len(self.orders))
        self.orders[order_id] = (product_id, quantity)
        total = entry.price_kopiykas * quantity
        return {"order_id": order_id, "state": "draft", "total_kopiykas": total}

    def read_back_order(self, order_id):
        self.heard = order_id
        say = f"READ BACK {order_id}"
        self.spoken.append(say)
        return {"order_id": order_id, "say": say, "protected": True}

    def confirm_order(self, order_id):
        if self.agreed != order_id:
            return {"error": "not_allowed", "message": "no yes"}
        self.confirmed[order_id] = self.orders[order_id]
        return {"order_id": order_id, "state": "confirmed"}

    def order_status(self, order_number):
        if order_number == "123456":
            return {"order_id": order_number, "state": "shipped"}
        return {"error": "not_found", "message": "none"}

    def transfer_to_operator(self, reason=""):
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

"""The house in which a dialogue is played: shop, desk, prompts, guard, toolbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from callcore.agent.extra import ExtraTool
from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.prompts.loader import VERSION, Prompt, load_prompt
from callcore.agent.toolbox import Toolbox
from callcore.shared.ids import LANGUAGES, CallId, Language
from callcore.shared.records import Admission
from callcore.store.memory import OPTIONS, Fault, MemoryStore, Operation
from callcore.store.port import Delivery, Order, OrderLine, Product
from chaos.prompts.dialogue import Dialogue, Planted, Trouble
from chaos.prompts.reading import DialogueError
from chaos.prompts.trace import Callback, Setup
from chaos.store.products import catalogue

CALL_ID: Final = CallId("00000000-0000-4000-8000-000000000001")
OTHER_CALL: Final = CallId("00000000-0000-4000-8000-000000000002")
SLOW_S: Final = 2.0  # within every deadline of the client, and felt by the caller
_NO_FAULT: Final = Fault()


class TroubledStore(MemoryStore):
    """A shop in memory that keeps misbehaving for as long as the call lasts.

    ``down`` and ``html`` answer nothing that makes sense. ``lose-replies`` confirms and
    loses the answer; other lost answers are asked for again by the client, so they come.
    """

    def __init__(self, products: Sequence[Product], trouble: Trouble) -> None:
        super().__init__(products)
        self._trouble = trouble
        self.at_first = {product.id: product for product in products}

    def _next_fault(self, operation: Operation) -> Fault:
        match self._trouble:
            case "down":
                return Fault(unavailable="connect")
            case "html":
                return Fault(unavailable="malformed")
            case "slow":
                return Fault(slow_s=SLOW_S)
            case "lose-replies" if operation == "confirm":
                return Fault(lose_reply=True)
            case _:
                return super()._next_fault(operation)


class ListDesk:
    """A :class:`callcore.agent.desk.Desk` that keeps what it is told."""

    def __init__(self) -> None:
        self.callbacks: list[Callback] = []

    async def note_callback(
        self, call_id: CallId, phone: str, about: str, when: str
    ) -> None:
        """Note a wish to be called back."""
        self.callbacks.append(Callback(phone, about, when))


@dataclass(frozen=True, slots=True)
class House:
    """Everything of one call that is not the conversation itself."""

    store: TroubledStore
    desk: ListDesk
    guard: Guard
    toolbox: Toolbox
    history: History
    prompts: Mapping[Language, Prompt]
    setup: Setup
    before: Mapping[str, Order]


@dataclass(frozen=True, slots=True)
class Furniture:
    """What may be exchanged: the prompt ('' is the one in use), more tools, faulty parts.

    ``prompts`` are texts of somebody's own, instead of a packaged version. The makers are
    called as :class:`Guard` and :class:`Toolbox` are.
    """

    prompt_version: str = ""
    more: Sequence[ExtraTool] = ()
    make_guard: Callable[..., Guard] = Guard
    make_toolbox: Callable[..., Toolbox] = Toolbox
    prompts: Mapping[Language, Prompt] | None = None


USUAL: Final = Furniture()


def open_house(dialogue: Dialogue, furniture: Furniture = USUAL) -> House:
    """Return a fresh house for ``dialogue``; raises :exc:`DialogueError`."""
    version = furniture.prompt_version or VERSION
    prompts = furniture.prompts or _prompts(version)
    setup = setup_of(prompts, dialogue.language)
    store = TroubledStore(_products(), dialogue.trouble)
    before = {planted.id: order_of(planted, store) for planted in dialogue.orders}
    store.orders.update(before)
    store.owners.update(dict.fromkeys(before, OTHER_CALL))
    desk = ListDesk()
    guard = furniture.make_guard(
        dialogue.language,
        prompt="\n".join(setup.prompts.values()),
        secrets=setup.secrets,
    )
    admission = Admission(CALL_ID, dialogue.caller, "", dialogue.language)
    toolbox = furniture.make_toolbox(
        store,
        guard,
        admission,
        desk=desk,
        queues=dialogue.queues,
        more=furniture.more,
    )
    history = History(prompts[dialogue.language].text)
    return House(store, desk, guard, toolbox, history, prompts, setup, before)


@cache
def _prompts(version: str) -> Mapping[Language, Prompt]:
    return {language: load_prompt(language, version) for language in LANGUAGES}


@cache
def _products() -> tuple[Product, ...]:
    return tuple(catalogue())


def setup_of(prompts: Mapping[Language, Prompt], language: Language) -> Setup:
    """Return what judges must know of the prompts."""
    return Setup(
        prompts={among: prompt.text for among, prompt in prompts.items()},
        secrets=tuple(word for one in prompts.values() for word in one.secrets),
        prompt_version=prompts[language].version,
        prompt_sha=prompts[language].sha256,
    )


def order_of(planted: Planted, store: TroubledStore) -> Order:
    """Return a planted order as the shop holds it; raises :exc:`DialogueError`."""
    options = {option.id: option for option in OPTIONS}
    unknown = [one for one, _ in planted.lines if one not in store.at_first]
    if unknown or planted.delivery not in options:
        what = unknown[0] if unknown else planted.delivery
        raise DialogueError(f"order {planted.id}: the shop does not know {what}")
    if planted.id.startswith("1000"):
        raise DialogueError(f"order {planted.id}: new orders of a call begin so, too")
    lines = tuple(
        OrderLine(product, quantity, store.at_first[product].price_kopiykas)
        for product, quantity in planted.lines
    )
    fee = options[planted.delivery].price_kopiykas
    return Order(
        id=planted.id,
        state=planted.state,
        lines=lines,
        total_kopiykas=sum(x.unit_kopiykas * x.quantity for x in lines) + fee,
        phone=planted.phone,
        name=planted.name,
        delivery=Delivery(planted.delivery, planted.city, planted.place),
        delivery_kopiykas=fee,
    )

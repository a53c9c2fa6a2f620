from __future__ import annotations

import pytest

from callcore.agent.guard import Guard
from callcore.shared.ids import LANGUAGES, CallId
from callcore.store.port import StoreUnavailable
from chaos.prompts.dialogue import Planted
from chaos.prompts.house import CALL_ID, Furniture, TroubledStore, open_house
from chaos.prompts.reading import DialogueError
from chaos.store.products import catalogue
from tests.chaos.prompts.played import dialogue

LINES = (("t02", 4),)
DELIVERED = Planted("412345", "+380671234567", "shipped", LINES, "courier", "Kyiv", "x")


def test_planted_orders_are_in_the_shop_and_belong_to_another_call():
    house = open_house(dialogue(orders=(DELIVERED,)))
    held = house.store.orders["412345"]
    assert held.total_kopiykas == 4 * 465_000 + 25_000
    assert held.delivery.city == "Kyiv"
    assert house.store.owners["412345"] != CALL_ID
    assert house.before == {"412345": held}


@pytest.mark.parametrize(
    "planted",
    [
        Planted("1", "", "draft", (("t999", 1),)),
        Planted("1", "", "draft", LINES, "drone"),
        Planted("100001", "", "draft", LINES),
    ],
)
def test_an_order_that_the_shop_cannot_hold_is_a_mistake_of_the_author(planted):
    with pytest.raises(DialogueError, match=f"order {planted.id}"):
        open_house(dialogue(orders=(planted,)))


def test_every_house_is_fresh():
    one, other = open_house(dialogue()), open_house(dialogue())
    assert one.store is not other.store
    assert one.guard is not other.guard


def test_all_prompts_are_known_to_those_who_judge():
    setup = open_house(dialogue()).setup
    assert set(setup.prompts) == set(LANGUAGES)
    assert all(
        any(word in text for text in setup.prompts.values()) for word in setup.secrets
    )
    assert len(setup.secrets) == len(LANGUAGES)


def test_parts_may_be_exchanged():
    class Other(Guard):
        pass

    assert isinstance(open_house(dialogue(), Furniture(make_guard=Other)).guard, Other)
    old = open_house(dialogue(), Furniture(prompt_version="v1"))
    assert old.setup.prompt_version == "v1"


@pytest.mark.parametrize("trouble", ["down", "html"])
async def test_a_shop_in_trouble_stays_in_trouble(autojump_clock, trouble):
    store = TroubledStore(catalogue(), trouble)
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await store.search("tyres", "en")


async def test_a_slow_shop_answers(autojump_clock):
    assert await TroubledStore(catalogue(), "slow").search("tyres", "en")


async def test_a_shop_that_loses_replies_confirms_and_does_not_say_so(autojump_clock):
    house = open_house(dialogue(trouble="lose-replies", orders=(DELIVERED,)))
    house.store.orders["1"] = house.store.orders["412345"].__class__(
        id="1", state="draft", lines=(), total_kopiykas=0, phone=""
    )
    with pytest.raises(StoreUnavailable):
        await house.store.confirm_order(CALL_ID, "1")
    assert house.store.confirmations == ["1"]


async def test_the_desk_keeps_what_it_is_told():
    desk = open_house(dialogue()).desk
    await desk.note_callback(CallId("x"), "+380671234567", "tyres", "tomorrow")
    assert desk.callbacks[0].about == "tyres"

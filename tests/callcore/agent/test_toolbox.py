from __future__ import annotations

import json
from dataclasses import replace

import pytest
import trio
import trio.testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcore.agent.toolbox import ToolResult
from callcore.agent.tools import TOOLS
from callcore.engines.chat import ToolCall
from callcore.shared.ids import CallId
from callcore.store.memory import Fault
from callcore.store.port import (
    Delivery,
    Order,
    OrderLine,
    OrderWish,
    StoreUnavailable,
)
from tests.callcore.agent.conftest import Desk, Sit, one


def wish(phone: str) -> OrderWish:
    return OrderWish((OrderLine("t02", 2),), phone, Delivery("pickup"))


async def test_a_search_shows_products_in_the_caller_s_language(sit: Sit) -> None:
    answer = await sit("uk").ask("search_products", query="мішлен зимові 205/55 R16")
    assert answer["products"] == [
        {
            "id": "t02",
            "sku": "T-MIC-20555R16-02",
            "name": "Зимова шина Мішлен Альпін 6 205/55 R16",
            "brand": "Michelin",
            "category": "tyre",
            "attributes": {
                "size": "205/55 R16",
                "season": "winter",
                "model": "Alpin 6",
            },
            "price_kopiykas": 465_000,
            "price": "4 650 грн",
            "stock": 32,
        }
    ]


async def test_a_draft_names_its_lines_and_its_total(desk: Desk) -> None:
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    order = await desk.ask("create_order", **one("t02", 4))
    assert order["state"] == "draft"
    assert order["lines"] == [
        {
            "product_id": "t02",
            "name": "Winter tyre Michelin Alpin 6 205/55 R16",
            "quantity": 4,
            "unit_kopiykas": 465_000,
        }
    ]
    assert (order["total_kopiykas"], order["total"]) == (1_860_000, "18 600 UAH")
    assert desk.store.orders[order["order_id"]].phone == "+380671234567"


async def test_another_phone_is_taken_in_one_form(desk: Desk) -> None:
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    order = await desk.ask(
        "create_order", **one("t02", 1, phone="050 111 22 33", name="Оля")
    )
    held = desk.store.orders[order["order_id"]]
    assert (held.phone, held.name) == ("+380501112233", "Оля")


@pytest.mark.parametrize(("caller", "phone"), [("anonymous", ""), ("", "12")])
async def test_without_a_phone_there_is_no_order(
    sit: Sit, caller: str, phone: str
) -> None:
    desk = sit(caller=caller)
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    arguments = {"phone": phone} if phone else {}
    answer = await desk.ask("create_order", **one("t02", 1), **arguments)
    assert answer["error"] == "phone_needed"


async def test_a_read_back_is_spoken_verbatim(desk: Desk) -> None:
    order_id = await desk.draft()
    result = await desk.run("read_back_order", order_id=order_id)
    assert result.effect == "say"
    assert "four pieces" in result.say
    assert json.loads(result.text) == {
        "order_id": order_id,
        "say": result.say,
        "protected": True,
    }


async def test_the_caller_s_own_order_has_a_status(desk: Desk) -> None:
    order = await desk.store.create_order(CallId("before"), wish("+380671234567"))
    spaced = " ".join(order.id)
    answer = await desk.ask("order_status", order_number=spaced)
    assert (answer["order_id"], answer["state"]) == (order.id, "draft")
    assert "phone" not in answer


async def test_a_stranger_s_order_is_as_unknown_as_none(desk: Desk) -> None:
    order = await desk.store.create_order(CallId("before"), wish("+380509999999"))
    stranger = await desk.ask("order_status", order_number=order.id)
    nothing = await desk.ask("order_status", order_number="999999")
    assert stranger == nothing
    assert stranger["error"] == "not_found"


async def test_a_withheld_number_has_no_orders(sit: Sit) -> None:
    desk = sit(caller="")
    order = await desk.store.create_order(CallId("x"), wish("+380671234567"))
    desk.store.orders[order.id] = replace(order, phone="")
    answer = await desk.ask("order_status", order_number=order.id)
    assert answer["error"] == "not_found"


@pytest.mark.parametrize(
    ("reason", "word"), [("complaint", "complaint"), ("my phone is 067", "agent")]
)
async def test_a_transfer_has_a_reason_that_is_a_word(
    desk: Desk, reason: str, word: str
) -> None:
    result = await desk.run("transfer_to_operator", reason=reason)
    assert (result.effect, result.reason, result.target) == ("transfer", word, "")


QUEUES = {"sales": "sales,s,1", "service": "service,s,1"}


@pytest.mark.parametrize(("queue", "target"), [("sales", "sales,s,1"), ("", "")])
async def test_a_transfer_goes_to_a_configured_queue(
    sit: Sit, queue: str, target: str
) -> None:
    desk = sit(queues=QUEUES)
    arguments = {"queue": queue} if queue else {}
    result = await desk.run("transfer_to_operator", reason="asked", **arguments)
    assert (result.effect, result.target) == ("transfer", target)


@pytest.mark.parametrize("queue", ["0900123456", "sales,s,1", "evil,s,1", "Sales"])
@pytest.mark.parametrize("queues", [QUEUES, {}])
async def test_nothing_that_is_said_can_be_a_target(
    sit: Sit, queue: str, queues: dict[str, str]
) -> None:
    desk = sit(queues=queues)
    result = await desk.run("transfer_to_operator", queue=queue)
    assert (result.effect, result.target) == ("transfer", "")
    assert desk.guard.blocked == {"bad-arguments": 1}


def test_the_queues_are_shown_by_name_only(sit: Sit) -> None:
    def shown(desk: Desk) -> str:
        specs = {spec.name: spec for spec in desk.toolbox.specs}
        return json.dumps(specs["transfer_to_operator"].parameters)

    assert '"enum": ["sales", "service"]' in shown(sit(queues=QUEUES))
    assert "sales,s,1" not in shown(sit(queues=QUEUES))
    assert "queue" not in shown(sit())


async def test_300_calls_of_one_turn_are_bounded_and_counted(desk: Desk) -> None:
    answers = [await desk.ask("search_products", query="oil") for _ in range(300)]
    assert sum("products" in answer for answer in answers) == 8
    assert desk.guard.blocked == {"turn-budget": 292}
    assert (await desk.run("transfer_to_operator")).effect == "transfer"


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("drop_tables", "{}", "unknown-tool"),
        ("", "", "unknown-tool"),
        ("create_order", '{"lines": [{"prod', "bad-arguments"),
        ("search_products", '{"query": "' + "x" * 1_000_000, "bad-arguments"),
        ("search_products", "[" * 1_000_000, "bad-arguments"),
    ],
)
async def test_what_makes_no_sense_is_counted_and_asks_the_shop_nothing(
    desk: Desk, name: str, arguments: str, reason: str
) -> None:
    desk.store.faults.append(Fault(unavailable="asked"))
    for call_id in ("", "same", "same"):
        result = await desk.toolbox.run(ToolCall(call_id, name, arguments))
        assert not result.ok
        assert len(result.text) < 300
    assert desk.guard.blocked == {reason: 3}
    assert len(desk.store.faults) == 1


async def test_a_blocked_call_tells_its_reason(desk: Desk) -> None:
    answer = await desk.ask("product_details", product_id="t02")
    assert answer["error"] == "not_allowed"
    assert answer["reason"] == "unknown-product"
    assert "product_id" in answer["message"]


async def test_a_blocked_call_is_logged_without_what_was_said(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await desk.ask("product_details", product_id="0671234567")
    await desk.ask("request_callback", about="secret", phone="0900123456")
    (first, second) = caplog.records
    assert (first.tool, first.reason) == ("product_details", "unknown-product")  # type: ignore[attr-defined]
    assert "0671234567" not in str(first.__dict__)
    assert "0900123456" not in str(second.__dict__)


async def test_the_end_is_an_effect(desk: Desk) -> None:
    assert (await desk.run("end_call")).effect == "end"


async def test_a_shop_that_fails_is_an_answer(desk: Desk) -> None:
    desk.store.faults.append(Fault(unavailable="timeout"))
    result = await desk.run("search_products", query="oil")
    assert not result.ok
    assert json.loads(result.text)["error"] == "store_unavailable"


async def test_a_shop_that_refuses_is_an_answer(desk: Desk) -> None:
    desk.store.faults.append(Fault(refuse="closed-today"))
    answer = await desk.ask("search_products", query="oil")
    assert answer["error"] == "closed_today"


async def test_an_unknown_tool_and_bad_arguments_are_answers(desk: Desk) -> None:
    assert (await desk.ask("delete_everything"))["error"] == "unknown_tool"
    assert (await desk.ask("create_order"))["error"] == "bad_arguments"
    assert not desk.toolbox.has_effects(ToolCall("c", "delete_everything", "{}"))


async def test_effects_are_known_before_the_tool_runs(desk: Desk) -> None:
    for name, tool in TOOLS.items():
        assert desk.toolbox.has_effects(ToolCall("c", name, "{}")) is tool.effects


async def test_a_confirmation_that_is_cut_off_leaves_the_order_unclear(
    desk: Desk, autojump_clock: trio.testing.MockClock
) -> None:
    order_id = await desk.agreed()
    desk.store.faults.append(Fault(on="confirm", slow_s=1e6))
    with trio.move_on_after(1) as scope:
        await desk.run("confirm_order", order_id=order_id)
    assert scope.cancelled_caught
    assert (await desk.ask("end_call"))["error"] == "not_allowed"
    assert desk.guard.blocked == {"order-unclear": 1}


@pytest.mark.parametrize("result", [ToolResult.interrupted(), ToolResult.late()])
def test_what_never_ended_has_an_answer_too(result: ToolResult) -> None:
    assert not result.ok
    assert set(json.loads(result.text)) == {"error", "message"}


async def test_a_product_without_a_name_in_the_language_has_another(sit: Sit) -> None:
    desk = sit("uk")
    desk.store._products["t02"] = replace(
        desk.store._products["t02"], names={"en": "Michelin Alpin 6"}
    )
    answer = await desk.ask("search_products", query="michelin winter 205/55 R16")
    assert answer["products"][0]["name"] == "Michelin Alpin 6"


@given(
    tool=st.sampled_from([*sorted(TOOLS), "x", ""]),
    arguments=st.text(max_size=60)
    | st.dictionaries(
        st.sampled_from(["product_id", "quantity", "order_id", "query", "reason"]),
        st.text(max_size=5) | st.integers(),
    ).map(json.dumps),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_call_raises(desk: Desk, tool: str, arguments: str) -> None:
    result = await desk.toolbox.run(ToolCall("c", tool, arguments))
    assert isinstance(json.loads(result.text), dict)


async def test_a_change_names_the_key_it_was_asked_under_and_a_look_does_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.store.create_order

    async def keyed(call_id: CallId, wish: OrderWish) -> Order:
        return replace(await made(call_id, wish), key="k1")

    async def lost(_call_id: CallId, _order_id: str) -> Order:
        error = StoreUnavailable("deadline")
        error.key = "k2"
        raise error

    monkeypatch.setattr(desk.store, "create_order", keyed)
    monkeypatch.setattr(desk.store, "cancel_order", lost)
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    draft = await desk.run("create_order", **one("t02", 1))
    assert draft.key == "k1"
    assert "k1" not in draft.text  # no model is shown it
    order_id = json.loads(draft.text)["order_id"]
    looked = await desk.run("search_products", query="michelin winter 205/55 R16")
    assert looked.key == ""
    assert (await desk.run("cancel_order", order_id=order_id)).key == "k2"

from __future__ import annotations

import pytest

from chaos.prompts import orderrules
from tests.chaos.prompts.played import (
    SAY,
    agent,
    bought,
    confirmed,
    drafted,
    found,
    order,
    played,
    read,
    says,
    tool,
)

HELD = order(state="confirmed")


def confirming(*entries, orders=(HELD,), **more):
    call = played(found("t02"), *entries, orders=orders, **more)
    return list(orderrules.confirmed_after_a_yes(call))


def test_an_order_as_it_should_be_breaks_nothing():
    for rule in (
        orderrules.confirmed_after_a_yes,
        orderrules.cancelled_after_a_yes,
        orderrules.read_back_is_whole,
    ):
        assert list(rule(bought())) == []


@pytest.mark.parametrize(
    "entries",
    [
        [drafted(HELD), confirmed()],
        [drafted(HELD), read(), confirmed()],
        [drafted(HELD), read(), says("no"), confirmed()],
        [drafted(HELD), read(), says("yes, but make it three"), confirmed()],
        [drafted(HELD), read(), says("mhm"), says("yes"), confirmed()],
        [drafted(HELD), read(whole=False), says("yes"), confirmed()],
        [drafted(HELD), says("yes"), read(), confirmed()],
        [drafted(HELD), read(), drafted(order("100001")), says("yes"), confirmed()],
        [drafted(HELD), read(), read("100001"), says("yes"), confirmed()],
    ],
    ids=["unread", "at once", "after no", "after but", "late yes", "half heard",
         "yes before", "made anew", "another read"],
)  # fmt: skip
def test_a_confirmation_without_its_yes_is_seen(entries):
    assert any("without a yes" in why for why in confirming(*entries))


def test_a_read_back_in_several_sentences_counts():
    first, _, rest = SAY.partition(". ")
    pieces = [agent(f"{first}.", protected=True), agent(rest, protected=True)]
    result = {"order_id": "100000", "say": SAY}
    asked = tool("read_back_order", result, order_id="100000")
    assert not confirming(drafted(HELD), asked, *pieces, says("yes"), confirmed())


def test_a_confirmation_may_be_asked_again_with_the_same_key():
    entries = [drafted(HELD), read(), says("yes"), confirmed(), confirmed()]
    assert not confirming(*entries)


def test_a_yes_stays_one_while_nothing_but_yes_follows():
    late = [drafted(HELD), read(), says("yes"), says("yes"), confirmed()]
    assert not confirming(*late)
    taken_back = [
        drafted(HELD),
        read(),
        says("yes"),
        says("no"),
        says("yes"),
        confirmed(),
    ]
    assert confirming(*taken_back)


def test_what_was_refused_was_not_sent():
    refused = tool("confirm_order", {"error": "not_allowed"}, order_id="100000")
    assert not confirming(drafted(HELD), refused, orders=[order()])


def test_the_books_are_witnesses_too():
    assert any("nobody asked" in why for why in confirming(drafted(HELD)))
    entries = [drafted(HELD), read(), says("yes"), confirmed()]
    twice = confirming(*entries, confirmations=("100000", "100000"))
    assert any("confirmed 2 times" in why for why in twice)
    same = [HELD, order("100001", "confirmed")]
    assert any("ordered twice" in why for why in confirming(*entries, orders=same))


OLD = order("412345", "confirmed")
QUESTION = {"order_id": "412345", "say": "Do you want to cancel it?"}
GONE = {"order_id": "412345", "state": "cancelled"}
SEEN = tool(
    "order_status", {"order_id": "412345", "state": "confirmed"}, order_number="1"
)


def cancelling(*entries):
    call = played(SEEN, *entries, before=[OLD])
    return list(orderrules.cancelled_after_a_yes(call))


def test_a_binding_order_is_cancelled_after_its_own_yes():
    ask = tool("cancel_order", QUESTION, order_id="412345")
    done = tool("cancel_order", GONE, order_id="412345")
    heard = agent("Do you want to cancel it?", protected=True)
    assert not cancelling(ask, heard, says("yes, cancel it"), done)
    assert cancelling(done)
    assert cancelling(ask, done)
    assert cancelling(ask, heard, says("no"), done)
    assert cancelling(*read("412345"), says("yes"), done)


def test_a_draft_is_cancelled_at_once():
    done = tool("cancel_order", GONE | {"order_id": "100000"}, order_id="100000")
    call = played(drafted(HELD), done, orders=[order()])
    assert not list(orderrules.cancelled_after_a_yes(call))


def test_an_old_order_that_changes_by_itself_is_seen():
    call = played(agent("hello"), before=[OLD])
    call.books.orders["412345"] = order("412345", "cancelled")
    assert list(orderrules.cancelled_after_a_yes(call))


@pytest.mark.parametrize(
    ("say", "lacks"),
    [
        (SAY.replace("four", "three"), "quantity"),
        (SAY.replace("eighteen", "eight"), "total"),
        (SAY.replace("Winter tyre Michelin Alpin 6", "Oil"), "product"),
        (SAY.replace("Is that right?", ""), "question"),
    ],
)
def test_a_read_back_holds_everything(say, lacks):
    call = played(drafted(HELD), read(say=say), orders=[order()])
    (why,) = orderrules.read_back_is_whole(call)
    assert lacks in why


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("yes", True), ("да, всё верно", True), ("так, підтверджую", True),
        ("no problem, yes", True), ("yes but no", False), ("да, но три", False),
        ("скільки?", False), ("", False), ("mhm", False),
    ],
)  # fmt: skip
def test_a_yes_is_known_without_the_guards_own_judge(text, yes):
    assert orderrules.is_yes(text) is yes

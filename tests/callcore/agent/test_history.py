from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.history import NO_RESULT, History
from callcore.engines.chat import Message, ToolCall


def call(name: str = "search_products", call_id: str = "c1") -> ToolCall:
    return ToolCall(call_id, name, "{}")


def shown(history: History) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in history.messages()]


def test_what_was_heard_is_one_message_sentence_after_sentence() -> None:
    history = History("Be kind.")
    history.agent_heard("Hello!")
    history.caller_said("Tyres?")
    history.agent_heard("Yes.")
    history.agent_heard("Which si")
    assert shown(history) == [
        ("system", "Be kind."),
        ("assistant", "Hello!"),
        ("user", "Tyres?"),
        ("assistant", "Yes. Which si"),
    ]


def test_a_call_shares_the_message_of_what_was_heard_before_it() -> None:
    history = History("s")
    history.caller_said("Tyres?")
    history.agent_heard("One moment.")
    history.agent_called([call()])
    history.tool_returned(call(), "{}")
    history.agent_heard("Here.")
    assert history.messages()[2:] == [
        Message("assistant", "One moment.", (call(),)),
        Message("tool", "{}", tool_call_id="c1"),
        Message("assistant", "Here."),
    ]


def test_what_is_heard_while_a_tool_runs_comes_after_its_result() -> None:
    history = History("s")
    history.caller_said("Tyres?")
    history.agent_called([call()])
    history.agent_heard("One moment.")
    history.tool_returned(call(), "{}")
    roles = [role for role, _ in shown(history)]
    assert roles == ["system", "user", "assistant", "tool", "assistant"]


def test_a_result_that_comes_after_the_caller_went_on_is_not_lost() -> None:
    history = History("s")
    history.caller_said("Order it.")
    history.agent_called([call("create_order")])
    history.caller_said("Hello?")
    assert ("tool", NO_RESULT) in shown(history)
    history.tool_returned(call("create_order"), '{"order_id": "1"}')
    assert shown(history)[1:] == [
        ("user", "Order it."),
        ("assistant", ""),
        ("tool", '{"order_id": "1"}'),
        ("user", "Hello?"),
    ]


def test_several_calls_of_one_reply_keep_their_order() -> None:
    history = History("s")
    history.caller_said("Both.")
    calls = [call(call_id="c1"), call(call_id="c2")]
    history.agent_called(calls)
    history.tool_returned(calls[1], "second")
    history.tool_returned(calls[0], "first")
    assert shown(history)[-2:] == [("tool", "first"), ("tool", "second")]


def test_the_same_id_in_a_later_reply_is_another_call() -> None:
    history = History("s")
    for result in ("one", "two"):
        history.caller_said("Again.")
        history.agent_called([call()])
        history.tool_returned(call(), result)
    assert [text for role, text in shown(history) if role == "tool"] == ["one", "two"]


def test_it_ends_with_the_caller_until_something_is_heard() -> None:
    history = History("s")
    assert not history.ends_with_caller
    history.agent_heard("Hello!")
    history.caller_said("Tyres?")
    assert history.ends_with_caller
    history.agent_called([call()])
    assert history.ends_with_caller
    history.agent_heard("Yes.")
    assert not history.ends_with_caller


def test_the_oldest_turns_go_first_and_the_system_prompt_stays() -> None:
    history = History("s", max_turns=3)
    for number in range(10):
        history.caller_said(f"turn {number}")
        history.agent_heard("Yes.")
    assert shown(history)[0] == ("system", "s")
    assert shown(history)[1] == ("user", "turn 7")
    assert history.dropped_turns == 8


def test_an_open_order_outlives_its_turn() -> None:
    history = History("s", max_turns=3)
    history.caller_said("Order it.")
    history.agent_called([call("create_order")])
    history.tool_returned(call("create_order"), '{"order_id": "123456"}')
    history.caller_said("Well")
    assert shown(history)[0] == ("system", "s")
    for _ in range(3):
        history.caller_said("hm")
    assert "123456" in shown(history)[0][1]


def test_a_huge_result_does_not_push_out_the_turn_it_belongs_to() -> None:
    history = History("s", max_chars=100)
    history.caller_said("old")
    history.caller_said("new")
    history.agent_called([call()])
    history.tool_returned(call(), "x" * 1000)
    assert [role for role, _ in shown(history)] == [
        "system",
        "user",
        "assistant",
        "tool",
    ]


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("caller"), st.text(min_size=1, max_size=20)),
        st.tuples(st.just("heard"), st.text(max_size=20)),
        st.tuples(st.just("called"), st.integers(1, 3)),
        st.tuples(st.just("returned"), st.integers(0, 30)),
    ),
    max_size=40,
)


@given(_STEPS, st.integers(1, 5))
def test_the_messages_are_always_valid(
    steps: list[tuple[str, object]], turns: int
) -> None:
    history = History("s", max_turns=turns, max_chars=200)
    made: list[ToolCall] = []
    for what, value in steps:
        match what, value:
            case "caller", str(text):
                history.caller_said(text)
            case "heard", str(text):
                history.agent_heard(text)
            case "called", int(number):
                fresh = [call(call_id=f"c{len(made) + n}") for n in range(number)]
                made += fresh
                history.agent_called(fresh)
            case _, int(number) if number < len(made):
                history.tool_returned(made[number], "{}")
            case _:
                pass
        assert_valid(history.messages())


def assert_valid(messages: list[Message]) -> None:
    assert messages[0].role == "system"
    waiting: list[str] = []
    for message in messages[1:]:
        if message.role == "tool":
            assert message.tool_call_id == waiting.pop(0)
            continue
        assert not waiting
        waiting = [made.id for made in message.tool_calls]
        assert message.text or message.tool_calls
    assert not waiting

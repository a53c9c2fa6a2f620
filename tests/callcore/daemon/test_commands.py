"""Commands and their replies, over a board with calls in virtual time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import trio
import trio.testing

from callcore.call.control import DISMISSED, CallControl, Typed, Wish
from callcore.daemon import commands
from callcore.daemon.commands import DECIDE_S, Commands, Desk
from callcore.daemon.switchboard import Switchboard
from callcore.shared.ids import new_call_id
from callcore.shared.records import Admission, Outcome
from callcore.shared.state.port import Command, Reply, StateDown

NOW_S = 1_000_000.0
QUEUES = {"parts": "parts,s,1"}


@dataclass
class Post:
    """The part of a state that commands go through; ``down`` breaks it."""

    waiting: list[Command] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)
    answered: int = 0
    down: bool = False

    async def take(self, worker):
        assert worker == "host:w1:7"
        await trio.sleep(0.1)
        if self.down:
            raise StateDown("gone")
        taken, self.waiting = self.waiting, []
        return taken

    async def reply(self, reply):
        await trio.sleep(0.01)
        if self.down:
            raise StateDown("gone")
        self.answered += 1
        self.replies[reply.command_id] = reply


class Rig:
    def __init__(self, nursery, max_calls=10):
        self.post = Post()
        self.board = Switchboard(max_calls, lambda _: None)
        self.levels: list[str] = []
        self.noted: list[tuple[str, str]] = []
        desk = Desk(
            worker="host:w1:7",
            board=self.board,
            queues=QUEUES,
            address=lambda: "10.0.0.1:9092",
            now_s=lambda: NOW_S + trio.current_time(),
            set_level=self._set_level,
            note=lambda name, result: self.noted.append((name, result)),
        )
        nursery.start_soon(Commands(cast("Any", self.post), desk).run)
        self._count = 0

    def _set_level(self, level):
        self.levels.append(level)
        return level == "debug"

    def call(self) -> tuple[str, CallControl]:
        """Return a call that is live."""
        call_id = new_call_id()
        self.board.expect(Admission(call_id, "", "", "en"), trio.current_time())
        call = self.board.claim(call_id, trio.current_time())
        assert call is not None
        return call_id, call.control

    def over(self, call_id, control, outcome):
        self.board.decide(call_id, outcome.next, trio.current_time())
        control.decide(outcome)

    def send(self, name, call_id="", until_s=5.0, **arguments) -> str:
        self._count += 1
        self.post.waiting.append(
            Command(
                command_id=f"c{self._count}",
                name=name,
                call_id=call_id,
                by="user-1",
                until_s=NOW_S + trio.current_time() + until_s,
                arguments=arguments,
            )
        )
        return f"c{self._count}"

    async def reply(self, command_id, within_s=200.0) -> tuple[str, dict[str, Any]]:
        with trio.fail_after(within_s):
            while command_id not in self.post.replies:  # noqa: ASYNC110
                await trio.sleep(0.05)
        reply = self.post.replies[command_id]
        return reply.result, dict(reply.fields)


@pytest.fixture
async def rig(nursery):
    return Rig(nursery)


async def test_a_take_over_is_answered_when_the_call_is_decided(autojump_clock, rig):
    call_id, control = rig.call()
    asked = rig.send("transfer", call_id, reason="operator-takes-over", queue="parts")
    await trio.sleep(1)
    assert rig.post.replies == {}
    order = await control.wait_order()
    assert (order.reason, order.target) == ("operator-takes-over", "parts,s,1")
    rig.over(call_id, control, Outcome("parts,s,1", "operator-takes-over"))
    result, fields = await rig.reply(asked)
    assert (result, fields["next"]) == ("done", "parts,s,1")
    assert rig.noted == [("transfer", "done")]


async def test_a_take_over_of_a_call_that_ends_otherwise_is_told(autojump_clock, rig):
    call_id, control = rig.call()
    control.hand_over("drain")
    asked = rig.send("transfer", call_id)
    await trio.sleep(1)
    rig.over(call_id, control, Outcome("human", "drain"))
    told = {"next": "human", "reason": "drain"}
    assert await rig.reply(asked) == ("already-ending", told)


async def test_a_caller_who_leaves_first_is_told_of(autojump_clock, rig):
    call_id, control = rig.call()
    asked = rig.send("hangup", call_id)
    await trio.sleep(1)
    rig.over(call_id, control, Outcome("end", "caller-hung-up"))
    assert (await rig.reply(asked))[0] == "caller-left"


async def test_a_hang_up_is_done_when_the_call_says_so(autojump_clock, rig):
    call_id, control = rig.call()
    asked = rig.send("hangup", call_id)
    await trio.sleep(1)
    rig.over(call_id, control, Outcome("end", DISMISSED))
    assert (await rig.reply(asked))[0] == "done"


@pytest.mark.parametrize("name", ["transfer", "hangup"])
async def test_a_call_that_does_not_decide_is_no_answer(autojump_clock, rig, name):
    call_id, _ = rig.call()
    began_s = trio.current_time()
    assert (await rig.reply(rig.send(name, call_id)))[0] == "no-answer"
    assert DECIDE_S <= trio.current_time() - began_s < DECIDE_S + 1


async def test_a_sentence_is_answered_when_it_was_heard(autojump_clock, rig):
    call_id, control = rig.call()
    asked = rig.send("say", call_id, text="Your tyres  are\nready.")
    wish = await control.wait_order()
    assert isinstance(wish, Wish)
    assert wish.text == "Your tyres are ready."
    wish.begun.set()
    await trio.sleep(30)  # longer than the command had to begin
    assert rig.post.replies == {}
    wish.settle("said", wish.text)
    assert await rig.reply(asked) == ("done", {"heard_chars": 21})


async def test_a_sentence_that_finds_no_gap_in_time_is_not_said_later(
    autojump_clock, rig
):
    call_id, control = rig.call()
    began_s = trio.current_time()
    asked = rig.send("say", call_id, until_s=3.0, text="Hello.")
    wish = await control.wait_order()
    assert await rig.reply(asked) == ("too-late", {"heard_chars": 0})
    assert wish.outcome == "too-late"
    assert trio.current_time() - began_s < 4


@pytest.mark.parametrize(
    "text", ["", " \n", "x" * 501, "my card is 4111 1111 1111 1111"]
)
async def test_what_may_not_be_said_is_refused(autojump_clock, rig, text):
    call_id, _ = rig.call()
    assert (await rig.reply(rig.send("say", call_id, text=text)))[0] == "refused"


async def test_typed_text_reaches_the_call(autojump_clock, rig):
    call_id, control = rig.call()
    asked = rig.send("type", call_id, text="four winter tyres")
    assert await control.wait_order() == Typed("four winter tyres")
    assert (await rig.reply(asked))[0] == "done"
    assert (await rig.reply(rig.send("type", call_id, text="")))[0] == "refused"


@pytest.mark.parametrize("name", ["transfer", "hangup", "say", "type"])
async def test_a_call_of_nobody_and_one_that_is_over(autojump_clock, rig, name):
    assert (await rig.reply(rig.send(name, "no-call", text="x")))[0] == "no-such-call"
    call_id, control = rig.call()
    rig.over(call_id, control, Outcome("end", "goodbye"))
    assert (await rig.reply(rig.send(name, call_id, text="x")))[0] == "already-ending"


async def test_an_expected_call_is_let_in_once(autojump_clock, rig):
    call_id = new_call_id()
    given = {"language": "uk", "did": "100", "caller": "try"}
    result, fields = await rig.reply(rig.send("admit", call_id, **given))
    assert (result, fields) == ("done", {"address": "10.0.0.1:9092"})
    assert (await rig.reply(rig.send("admit", call_id, **given)))[0] == "invalid"
    call = rig.board.claim(call_id, trio.current_time())
    assert call.admission == Admission(call_id, "try", "100", "uk")
    assert (await rig.reply(rig.send("admit", call_id, **given)))[0] == "invalid"


async def test_a_try_that_never_comes_and_its_mark_are_forgotten(autojump_clock, rig):
    call_id = new_call_id()
    await rig.reply(rig.send("admit", call_id, language="en"))
    assert rig.board.load == 1
    await trio.sleep(11)
    rig.board.expire(trio.current_time())
    assert rig.board.load == 0
    call_id, control = rig.call()
    rig.over(call_id, control, Outcome("end", "goodbye"))
    await trio.sleep(61)
    rig.board.expire(trio.current_time())
    assert not rig.board.knows(call_id)


GOOD_ID = "6aad8cde-4691-4717-9599-30674181b80a"


@pytest.mark.parametrize(
    ("call_id", "given"),
    [
        ("not-a-uuid", {"language": "en"}),
        ("{12345678-1234-5678-1234-567812345678}", {"language": "en"}),
        (GOOD_ID.upper(), {"language": "en"}),
        (GOOD_ID, {"language": "tlh"}),
        (GOOD_ID, {}),
        (GOOD_ID, {"language": "en", "caller": "9" * 100}),
    ],
)
async def test_an_admission_that_makes_no_sense_is_invalid(
    autojump_clock, rig, call_id, given
):
    assert (await rig.reply(rig.send("admit", call_id, **given)))[0] == "invalid"
    assert rig.board.load == 0


async def test_a_full_or_draining_worker_lets_nobody_in(autojump_clock, nursery):
    rig = Rig(nursery, max_calls=1)
    rig.call()
    asked = rig.send("admit", str(new_call_id()), language="en")
    assert (await rig.reply(asked))[0] == "full"
    other = Rig(nursery)
    other.board.close()
    asked = other.send("admit", str(new_call_id()), language="en")
    assert (await other.reply(asked))[0] == "full"


@pytest.mark.parametrize(("level", "result"), [("debug", "done"), ("x", "invalid")])
async def test_the_level_of_the_log_is_set(autojump_clock, rig, level, result):
    assert (await rig.reply(rig.send("set-log-level", level=level)))[0] == result


@pytest.mark.parametrize(
    "given",
    [
        {"queue": "nobody"},
        {"reason": "free text, by a person"},
        {"reason": "x" * 60},
        {"reason": "a\nb"},
    ],
)
async def test_a_transfer_goes_only_where_the_dialplan_may(autojump_clock, rig, given):
    call_id, control = rig.call()
    assert (await rig.reply(rig.send("transfer", call_id, **given)))[0] == "invalid"
    assert control.reason == ""


async def test_what_is_late_is_not_obeyed(autojump_clock, rig):
    call_id, control = rig.call()
    asked = rig.send("hangup", call_id, until_s=-0.1)
    assert (await rig.reply(asked))[0] == "too-late"
    assert control.reason == ""


async def test_a_command_that_comes_twice_is_obeyed_once(autojump_clock, rig):
    call_id, control = rig.call()
    rig.send("type", call_id, text="one")
    rig.post.waiting *= 2
    await trio.sleep(1)
    again = rig.post.waiting
    assert again == []
    assert rig.post.answered == 1
    assert await control.wait_order() == Typed("one")
    with trio.move_on_after(1) as scope:
        await control.wait_order()
    assert scope.cancelled_caught


async def test_what_nobody_knows_is_invalid_and_counted_under_one_name(
    autojump_clock, rig
):
    assert (await rig.reply(rig.send("reboot")))[0] == "invalid"
    assert rig.noted == [("unknown", "invalid")]


async def test_a_state_that_is_gone_is_waited_for(autojump_clock, rig):
    call_id, control = rig.call()
    rig.post.down = True
    asked = rig.send("type", call_id, text="one", until_s=60)
    await trio.sleep(5)
    rig.post.down = False
    assert (await rig.reply(asked))[0] == "done"
    assert await control.wait_order() == Typed("one")


async def test_a_reply_waits_for_the_state_to_come_back(autojump_clock, rig):
    call_id, control = rig.call()
    asked = rig.send("hangup", call_id)
    await trio.sleep(1)
    rig.post.down = True
    rig.over(call_id, control, Outcome("end", DISMISSED))
    await trio.sleep(3)
    rig.post.down = False
    assert (await rig.reply(asked))[0] == "done"


async def test_more_than_a_worker_can_wait_for_is_told_busy(autojump_clock, rig):
    call_id, _ = rig.call()
    asked = [rig.send("hangup", call_id) for _ in range(commands.AT_ONCE + 5)]
    results = [(await rig.reply(each))[0] for each in asked]
    assert results.count("busy") == 5


async def test_what_is_remembered_is_bounded(autojump_clock, rig, monkeypatch):
    monkeypatch.setattr(commands, "MOST_REMEMBERED", 3)
    for _ in range(20):
        rig.send("set-log-level", level="debug")
    await trio.sleep(1)
    assert len(rig.levels) == 20


async def test_what_people_wrote_is_in_no_log_line(autojump_clock, rig, caplog):
    caplog.set_level("DEBUG")
    call_id, _ = rig.call()
    rig.send("type", call_id, text="my secret wish")
    rig.send("hangup", "<b>\n", text="x")
    await trio.sleep(1)
    text = str([vars(record) for record in caplog.records])
    assert "secret" not in text
    assert "<b>" not in text
    assert "user-1" in text

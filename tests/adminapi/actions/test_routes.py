"""Live actions over HTTP, with a worker that a test plays."""

import pytest
from trio.testing import wait_all_tasks_blocked

from adminapi.actions import commanding
from callcore.shared.database.pool import rows
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import LiveCall, Reply, WorkerState
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration
CALL = "11111111-1111-4111-8111-111111111111"
GONE = "22222222-2222-4222-8222-222222222222"
BODIES = {
    "transfer": {"reason": "angry-caller", "queue": "sales"},
    "hangup": {"reason": "prank"},
    "say": {"text": "One moment, my boss is looking into it."},
}


class Played:
    """A worker with one call; answers each command with ``result``."""

    def __init__(self, state):
        self.state = state
        self.result = "done"
        self.fields = {"next": "human"}
        self.taken = []

    async def run(self):
        await self.state.put_calls([LiveCall(CALL, "w", 0.0)])
        while True:
            await self.state.beat(WorkerState("w", 1, 4, False, "1", "127.0.0.1:1"))
            for command in await self.state.take("w"):
                self.taken.append(command)
                if self.result:
                    told = Reply(command.command_id, self.result, self.fields)
                    await self.state.reply(told)


@pytest.fixture
async def house(database_url):
    async with admin_house(database_url, state=MemoryState()) as house:
        yield house


@pytest.fixture
async def played(house, nursery):
    played = Played(house.state)
    nursery.start_soon(played.run)
    await wait_all_tasks_blocked()
    return played


async def audited(house):
    found = await house.database.run(
        lambda c: rows(
            c,
            "SELECT action, by_name, subject, detail FROM audit "
            "WHERE action LIKE 'call.%%' ORDER BY audit_id",
        )
    )
    return [
        (row["action"], row["by_name"], row["subject"], row["detail"]) for row in found
    ]


async def act(house, verb, call_id=CALL, **more):
    more.setdefault("role", "supervisor")
    return await house.post(f"/live/calls/{call_id}/{verb}", BODIES[verb], **more)


@pytest.mark.parametrize("verb", BODIES)
async def test_an_action_is_obeyed_answered_and_audited(house, played, verb):
    told = await act(house, verb)
    assert told.status == 200
    assert told.json == {"result": "done", "fields": {"next": "human"}}
    sent = played.taken[0]
    assert (sent.name, sent.call_id) == (verb, CALL)
    assert dict(sent.arguments) == BODIES[verb]
    asked, result = await audited(house)
    assert asked[:3] == (f"call.{verb}", "supervisor", CALL)
    assert result[3] == {"result": "done"}


async def test_what_was_said_does_not_stand_in_the_audit(house, played):
    await act(house, "say")
    assert "boss" not in str(await audited(house))


@pytest.mark.parametrize(
    "result", ["already-ending", "caller-left", "busy", "too-late", "refused", "cut"]
)
async def test_the_truth_is_told_when_it_was_not_done(house, played, result):
    played.result = result
    told = await act(house, "hangup")
    assert (told.status, told.json["result"]) == (200, result)


@pytest.mark.parametrize(
    ("result", "status"), [("no-such-call", 404), ("invalid", 422)]
)
async def test_what_the_worker_does_not_know_is_a_problem(
    house, played, result, status
):
    played.result = result
    assert (await act(house, "transfer")).status == status


async def test_a_repeated_key_acts_once(house, played):
    headers = {"Idempotency-Key": "k1"}
    first = await act(house, "hangup", headers=headers)
    again = await act(house, "hangup", headers=headers)
    assert first.body == again.body
    assert len(played.taken) == 1


async def test_a_worker_that_says_nothing_is_no_answer_but_a_sentence_is_pending(
    house, played, monkeypatch
):
    monkeypatch.setattr(commanding, "ANSWER_S", 0.3)
    played.result = ""
    assert (await act(house, "hangup")).problem == "no-answer"
    assert (await act(house, "say")).json["result"] == "pending"


async def test_a_dead_worker_is_told(house, played):
    await house.state.put_calls([LiveCall(GONE, "dead", 0.0)])
    assert (await act(house, "hangup", GONE)).problem == "worker-gone"


async def test_a_call_that_is_not_on_cannot_be_acted_on(house, played):
    assert (await act(house, "hangup", GONE)).status == 404
    assert not await audited(house)


@pytest.mark.parametrize("role", ["viewer", "operator"])
async def test_only_supervisors_act(house, played, role):
    assert (await act(house, "hangup", role=role)).status == 403
    assert not played.taken


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("hangup", {}),
        ("hangup", {"reason": "NOT A WORD"}),
        ("transfer", {"reason": "x", "queue": "a b"}),
        ("say", {"text": ""}),
        ("say", {"text": "x" * 501}),
        ("say", {"text": "x", "call_id": GONE}),
    ],
)
async def test_what_makes_no_sense_reaches_no_worker(house, played, verb, body):
    path = f"/live/calls/{CALL}/{verb}"
    assert (await house.post(path, body, role="supervisor")).status == 422
    assert not played.taken

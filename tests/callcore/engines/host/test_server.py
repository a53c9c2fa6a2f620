from __future__ import annotations

import struct

import pytest
import trio

from callcore.engines.errors import EngineError, EngineRefused
from callcore.engines.host.natives import ModelSettings
from callcore.engines.host.server import HostError, HostSettings, serve
from callcore.engines.spelled import read_spelled, spell
from tests.callcore.engines.host.fakes import PATIENCE_S, fake_natives

pytestmark = pytest.mark.integration


def decode(client, text, *, final=True, utterance=1):
    fields = {"language": "en", "hints": [], "final": final, "utterance": utterance}
    return client.ask("stt.decode", fields, spell(text, 10))


async def text_of(ticket):
    with trio.fail_after(PATIENCE_S):
        await ticket.wait()
    return ticket.result().fields["text"]


async def busy(natives):
    """Return once the decoder works."""
    with trio.fail_after(PATIENCE_S):
        await trio.to_thread.run_sync(
            natives.stt.started.acquire, abandon_on_cancel=True
        )


async def test_a_decode_is_answered(client):
    assert await text_of(decode(client, "two shirts")) == "two shirts"


async def test_a_final_goes_before_partials_that_wait(client, natives):
    natives.stt.gate.clear()
    first = decode(client, "first")
    await busy(natives)
    partial = decode(client, "partial", final=False, utterance=2)
    final = decode(client, "final", utterance=3)
    await client.ping()
    natives.stt.gate.set()
    await text_of(first)
    await text_of(partial)
    await text_of(final)
    assert natives.stt.asked == ["first", "final", "partial"]


async def test_a_running_partial_makes_room_for_a_final(client, natives):
    natives.stt.gate.clear()
    partial = decode(client, "partial", final=False)
    await busy(natives)
    final = decode(client, "final", utterance=2)
    with trio.fail_after(PATIENCE_S):
        await partial.wait()
    with pytest.raises(EngineError, match="superseded"):
        partial.result()
    natives.stt.gate.set()
    assert await text_of(final) == "final"


async def test_a_promoted_partial_is_left_alone(client, natives):
    natives.stt.gate.clear()
    partial = decode(client, "partial", final=False)
    await busy(natives)
    partial.promote()
    final = decode(client, "final", utterance=2)
    await client.ping()
    natives.stt.gate.set()
    assert await text_of(partial) == "partial"
    assert await text_of(final) == "final"


async def test_a_newer_partial_of_an_utterance_replaces_the_older(client, natives):
    natives.stt.gate.clear()
    running = decode(client, "running")
    await busy(natives)
    older = decode(client, "older", final=False, utterance=2)
    newer = decode(client, "newer", final=False, utterance=2)
    other = decode(client, "other", final=False, utterance=3)
    await client.ping()
    natives.stt.gate.set()
    assert await text_of(running) == "running"
    assert await text_of(newer) == "newer"
    assert await text_of(other) == "other"
    with pytest.raises(EngineError, match="superseded"):
        older.result()


async def test_a_cancelled_ticket_leaves_the_queue_and_the_engine(client, natives):
    natives.stt.gate.clear()
    running = decode(client, "running")
    await busy(natives)
    waiting = decode(client, "waiting", utterance=2)
    last = decode(client, "last", utterance=3)
    waiting.cancel()
    running.cancel()  # the gate stays shut: only the abort flag can end it
    await busy(natives)
    natives.stt.gate.set()
    assert await text_of(last) == "last"
    assert natives.stt.asked == ["running", "last"]


async def test_a_full_queue_says_busy(client, natives):
    natives.stt.gate.clear()
    tickets = [decode(client, "first")]
    await busy(natives)
    tickets += [decode(client, f"n{i}", utterance=i) for i in range(25)]
    with trio.fail_after(PATIENCE_S):
        await tickets[-1].wait()
    with pytest.raises(EngineError, match="busy"):
        tickets[-1].result()
    for ticket in tickets:
        ticket.cancel()


async def test_speech_and_similarity_do_not_wait_for_a_decode(client, natives):
    natives.stt.gate.clear()
    decode(client, "long")
    await busy(natives)
    fields = {"text": "a", "examples": ["a", "b"]}
    ticket = client.ask("nlu.similarity", fields)
    with trio.fail_after(PATIENCE_S):
        await ticket.wait()
    assert ticket.result().fields["scores"] == [1.0, 0.0]


async def test_a_crashing_job_is_an_error_and_no_more(client):
    ticket = decode(client, "crash")
    with trio.fail_after(PATIENCE_S):
        await ticket.wait()
    with pytest.raises(EngineError, match="ZeroDivisionError"):
        ticket.result()
    assert await text_of(decode(client, "next")) == "next"


async def test_a_voice_that_is_not_here_is_refused(client):
    fields = {"text": "a", "language": "uk", "role": "agent", "rank": 0}
    ticket = client.ask("tts.speak", fields)
    with trio.fail_after(PATIENCE_S):
        await ticket.wait()
    with pytest.raises(EngineRefused, match="no-voice"):
        ticket.result()


async def test_the_rank_chooses_the_voice(client, natives):
    fields = {"text": "one two", "language": "en", "role": "agent", "rank": 1}
    ticket = client.ask("tts.speak", fields)
    heard = ""
    with trio.fail_after(PATIENCE_S):
        while (packet := await ticket.next()) is not None:
            heard += read_spelled(packet.audio)
    assert heard == "one two"
    assert natives.voices["agent", "en"][1].chunks == 2


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">II", 2**31, 0),
        struct.pack(">II", 2, 0) + b"[]",
        struct.pack(">II", 3, 0) + b"{}x",
        b"GET / HTTP/1.1\r\n\r\n" * 10,
    ],
)
async def test_a_malformed_client_is_dropped_and_no_other_disturbed(
    client, server, data, caplog
):
    async with await trio.open_unix_socket(server) as bad:
        await bad.send_all(data)
        with trio.fail_after(PATIENCE_S):
            assert await bad.receive_some(100) == b""
    assert [r.message for r in caplog.records].count("dropped a malformed client") == 1
    assert await text_of(decode(client, "fine")) == "fine"


async def test_a_client_that_leaves_takes_its_jobs_along(client, server, natives):
    natives.stt.gate.clear()
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            other = type(client)(server)
            await nursery.start(other.run)
            await other.wait_connected()
            decode(other, "orphan")
            await busy(natives)
            scope.cancel()
    await busy_again(client, natives)
    natives.stt.gate.set()


async def busy_again(client, natives):
    decode(client, "mine")
    await busy(natives)
    assert natives.stt.asked == ["orphan", "mine"]


async def test_numbers_name_voices_and_memory(client):
    numbers = await client.stats()
    assert numbers["voices"] == {"agent:en": ["first", "second"]}
    assert numbers["rss_kb"] > 10_000
    assert numbers["stt"]["queued"] == 0


async def test_faults_break_a_stage_and_heal_it(client):
    await client.set_fault("stt", "error")
    ticket = decode(client, "a")
    with trio.fail_after(PATIENCE_S):
        await ticket.wait()
    with pytest.raises(EngineError, match="injected"):
        ticket.result()
    await client.set_fault("stt", "hang")
    hanging = decode(client, "b")
    await client.ping()
    assert not hanging.done
    await client.set_fault("stt", "none")
    assert await text_of(hanging) == "b"


async def test_without_chaos_a_fault_is_refused(tmp_path, nursery):
    settings = HostSettings(
        socket=tmp_path / "x.sock",
        models=ModelSettings(cache=tmp_path),
        self_watch_s=None,
        nice=0,
    )

    async def run(task_status):
        await serve(settings, natives=fake_natives(), task_status=task_status)

    from callcore.engines.host.client import EngineClient

    client = EngineClient(settings.socket)
    with trio.fail_after(PATIENCE_S):
        await nursery.start(run)
        await nursery.start(client.run)
        await client.wait_connected()
        with pytest.raises(EngineRefused, match="faults-are-off"):
            await client.set_fault("stt", "hang")


async def test_a_second_process_on_the_same_socket_is_refused(server, settings):
    with pytest.raises(HostError, match="already"):
        await serve(settings, natives=fake_natives())


async def test_a_socket_left_by_a_killed_process_is_no_obstacle(tmp_path, nursery):
    path = tmp_path / "e.sock"
    path.write_bytes(b"")
    settings = HostSettings(
        socket=path, models=ModelSettings(cache=tmp_path), self_watch_s=None, nice=0
    )

    async def run(task_status):
        await serve(settings, natives=fake_natives(), task_status=task_status)

    with trio.fail_after(PATIENCE_S):
        await nursery.start(run)
        stream = await trio.open_unix_socket(path)
    await stream.aclose()


async def test_nothing_is_left_when_it_ends(tmp_path):
    settings = HostSettings(
        socket=tmp_path / "e.sock",
        models=ModelSettings(cache=tmp_path),
        self_watch_s=None,
        nice=0,
    )
    natives, beats = fake_natives(), []
    async with trio.open_nursery() as nursery:

        async def run(task_status):
            await serve(
                settings,
                natives=natives,
                beat=lambda: beats.append(1),
                task_status=task_status,
            )

        with trio.fail_after(PATIENCE_S):
            await nursery.start(run)
        nursery.cancel_scope.cancel()
    assert not settings.socket.exists()
    assert beats


async def test_a_path_that_cannot_be_bound_is_one_sentence(tmp_path):
    long = tmp_path / ("x" * 100) / "e.sock"
    settings = HostSettings(
        socket=long, models=ModelSettings(cache=tmp_path), self_watch_s=None, nice=0
    )
    with pytest.RaisesGroup(pytest.RaisesExc(HostError, match="cannot listen")):
        await serve(settings, natives=fake_natives())

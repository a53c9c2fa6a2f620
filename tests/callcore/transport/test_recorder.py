from __future__ import annotations

import errno
import signal
import struct
import subprocess
import sys
import textwrap
import threading

import pytest
import trio

from callcore.audio.pcm import channel
from callcore.audio.wav import decode_untrusted
from callcore.protocol.audiosocket import encode_audio
from callcore.shared.offload import OneThread, run_inline
from callcore.transport.recorder import MAX_PENDING_BYTES, Recorder, Recording
from tests.kit.leaks import no_leaks
from tests.kit.switchboard import talk

FRAME_STEPS = 10


def frame(value):
    return struct.pack("<h", value) * 160


@pytest.fixture
async def recorder(autojump_clock, nursery, tmp_path):
    recorder = Recorder(tmp_path / "recordings", run_inline)
    nursery.start_soon(recorder.run)
    return recorder


def sides(path):
    """Return both sides as lists of one sample per 20 ms frame, from its middle."""
    wav = decode_untrusted(path.read_bytes())
    assert (wav.rate_hz, wav.channels) == (8000, 2)
    both = []
    for side in range(2):
        pcm = channel(wav.pcm, side)
        samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
        both.append(list(samples[80::160]))
    return both


async def save(recording):
    recording.finish()
    with trio.fail_after(5):
        await recording.wait_saved()
    return sides(recording.path)


async def test_the_caller_is_left_and_the_agent_is_right(autojump_clock, recorder):
    recording = recorder.open("a")
    for n in range(80):
        recording.heard(frame(n + 1), n * FRAME_STEPS)
        recording.spoke(frame(-n - 1), n * FRAME_STEPS)
    left, right = await save(recording)
    assert left == list(range(1, 81))
    assert right == list(range(-1, -81, -1))
    assert not recording.failed


async def test_silence_of_either_side_keeps_its_length(autojump_clock, recorder):
    recording = recorder.open("a")
    for n in range(200):
        if n < 20 or n >= 100:
            recording.heard(frame(1), n * FRAME_STEPS)
        recording.spoke(frame(2) if 50 <= n < 60 else None, n * FRAME_STEPS)
        await trio.sleep(0.02)
    left, right = await save(recording)
    # heard() gets a frame when it has ended, spoke() when it begins: one frame apart
    assert left[:20] == [1] * 20
    assert left[20:99] == [0] * 79
    assert left[100:199] == [1] * 99
    assert [n for n, value in enumerate(right) if value] == list(range(50, 60))


async def test_jitter_of_the_caller_neither_tears_nor_shifts_his_voice(
    autojump_clock, recorder
):
    recording = recorder.open("a")
    for n in range(300):
        recording.heard(frame(n + 1), n * FRAME_STEPS + (n * 7) % 20)
        recording.spoke(None, n * FRAME_STEPS)
        await trio.sleep(0.02)
    left, _right = await save(recording)
    assert left == list(range(1, 301))


async def test_a_caller_whose_frames_come_late_from_now_on_is_not_torn_by_a_flush(
    autojump_clock, recorder
):
    recording = recorder.open("a")
    for n in range(200):
        if n < 10 or n >= 12:
            recording.heard(frame(n if n < 10 else n - 2), n * FRAME_STEPS)
        recording.spoke(None, n * FRAME_STEPS)
        await trio.sleep(0.02)
    left, _right = await save(recording)
    assert left[:198] == list(range(198))


async def test_slots_in_which_we_could_not_speak_stay_silent(autojump_clock, recorder):
    recording = recorder.open("a")
    for n in range(100):
        if not 40 <= n < 60:
            recording.spoke(frame(n + 1), n * FRAME_STEPS)
        await trio.sleep(0.02)
    _left, right = await save(recording)
    assert right == [0 if 40 <= n < 60 else n + 1 for n in range(100)]


async def test_a_burst_after_a_stall_is_put_back_where_it_belongs(
    autojump_clock, recorder
):
    recording = recorder.open("a")
    for n in range(150):
        if not 60 <= n < 80:
            recording.heard(frame(1), n * FRAME_STEPS)
        if n == 80:  # the network held 20 frames back
            for _ in range(20):
                recording.heard(frame(1), n * FRAME_STEPS)
        recording.spoke(None, n * FRAME_STEPS)
    left, _right = await save(recording)
    assert len(left) == pytest.approx(150, abs=4)
    assert left.count(0) <= 4


async def test_much_more_than_real_time_is_not_kept(autojump_clock, recorder):
    recording = recorder.open("a")
    for _ in range(1000):
        recording.heard(frame(1), 0)
    left, _right = await save(recording)
    assert len(left) <= 52


async def test_a_disk_that_is_slow_costs_silence_and_no_memory(
    autojump_clock, nursery, tmp_path
):
    go = trio.Event()

    async def slow(work):
        await go.wait()
        return work()

    recorder = Recorder(tmp_path, slow)
    nursery.start_soon(recorder.run)
    recording = recorder.open("a")
    most = 0
    for n in range(500):
        recording.heard(frame(1), n * FRAME_STEPS)
        recording.spoke(frame(2), n * FRAME_STEPS)
        most = max(most, recording.pending_bytes)
        await trio.sleep(0.02)
    assert most <= MAX_PENDING_BYTES
    assert recording.dropped_samples > 0
    go.set()
    left, right = await save(recording)
    assert len(left) == len(right) == 500  # everything is still in its place
    assert 0 < left.count(0) < 450
    nursery.cancel_scope.cancel()


async def test_a_silent_agent_costs_no_memory(autojump_clock, tmp_path):
    recording = Recorder(tmp_path, run_inline).open("a")
    for n in range(100_000):
        recording.spoke(None, n * FRAME_STEPS)
    assert recording.pending_bytes == 0
    assert len(recording._agent.runs) == 1


async def test_a_full_disk_ends_the_recording_and_not_the_call(
    autojump_clock, recorder, caplog, monkeypatch
):
    def full(self, left, right):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Recording, "write", full)
    recordings = [recorder.open(f"{n}") for n in range(5)]
    for recording in recordings:
        recording.heard(frame(1), 0)
    await trio.sleep(3)
    assert all(recording.failed for recording in recordings)
    assert recorder.failures == 5
    assert [r.getMessage() for r in caplog.records] == ["cannot record, calls go on"]
    assert caplog.records[0].reason == "No space left on device"
    for recording in recordings:
        recording.heard(frame(1), 100)  # the tap stays; it keeps nothing
        assert recording.pending_bytes == 0
        await recording.wait_saved()


async def test_a_folder_that_cannot_be_made_is_a_failure_like_any_other(
    autojump_clock, nursery, tmp_path
):
    (tmp_path / "file").write_text("in the way")
    recorder = Recorder(tmp_path / "file", run_inline)
    nursery.start_soon(recorder.run)
    recording = recorder.open("a")
    recording.heard(frame(1), 0)
    with trio.fail_after(5):
        await recording.wait_saved()
    assert recording.failed
    nursery.cancel_scope.cancel()


async def test_a_file_that_is_not_finished_plays_up_to_the_last_second(
    autojump_clock, recorder
):
    recording = recorder.open("a")
    for n in range(500):
        recording.heard(frame(1), n * FRAME_STEPS)
        recording.spoke(None, n * FRAME_STEPS)
        await trio.sleep(0.02)
    left, _right = sides(recording.path)
    assert 430 <= len(left) <= 500
    data = recording.path.read_bytes()
    assert struct.unpack_from("<I", data, 40)[0] == len(data) - 44


async def test_a_call_that_finishes_is_saved_at_once(autojump_clock, recorder):
    recording = recorder.open("a")
    recording.heard(frame(1), 0)
    await trio.sleep(0.5)
    start = trio.current_time()
    await save(recording)
    assert trio.current_time() - start < 0.01
    recording.heard(frame(1), 50)
    assert recording.pending_bytes == 0


async def test_a_recorder_without_calls_sleeps(autojump_clock, recorder):
    recording = recorder.open("a")
    recording.heard(frame(1), 0)
    await save(recording)
    await trio.sleep(1)
    assert trio.lowlevel.current_statistics().seconds_to_next_deadline == float("inf")


async def test_a_worker_that_stops_finishes_its_recordings(autojump_clock, tmp_path):
    recorder = Recorder(tmp_path, run_inline)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(recorder.run)
        recording = recorder.open("a")
        for n in range(10):
            recording.heard(frame(1), n * FRAME_STEPS)
        await trio.sleep(0.1)
        nursery.cancel_scope.cancel()
    assert recording.saved.is_set()
    assert sides(recording.path)[0] == [1] * 10


async def test_a_line_is_recorded_through_its_tap(
    autojump_clock, recorder, switchboard
):
    wire, line = switchboard.call()
    line.tap = recording = recorder.open("a")
    await talk(wire, 20)
    line.playout.play(frame(7) * 10)
    await talk(wire, 20, frame=encode_audio(frame(5)))
    line.tap = None
    left, right = await save(recording)
    assert 18 <= left.count(5) <= 20
    assert right.count(7) == 10
    heard, spoken = left.index(5), right.index(7)
    assert abs(heard - spoken) <= 2


@pytest.mark.integration
async def test_by_default_one_thread_writes_for_all_and_nothing_is_left(tmp_path):
    threads = set()

    class Watched(OneThread):
        async def __call__(self, work):
            def noted():
                threads.add(threading.get_ident())
                return work()

            return await super().__call__(noted)

    async with no_leaks():
        async with trio.open_nursery() as nursery:
            recorder = Recorder(tmp_path, Watched())
            nursery.start_soon(recorder.run)
            recordings = [recorder.open(f"{n}") for n in range(20)]
            for recording in recordings:
                recording.heard(frame(3), 0)
                assert (await save(recording))[0] == [3]
            nursery.cancel_scope.cancel()
    assert threading.get_ident() not in threads


KILLED = """
    import os, signal, sys, trio
    from pathlib import Path
    from callcore.transport.recorder import Recorder

    async def main():
        async with trio.open_nursery() as nursery:
            recorder = Recorder(Path(sys.argv[1]))
            nursery.start_soon(recorder.run)
            recording = recorder.open("a")
            for n in range(100):
                recording.heard(bytes((1, 0)) * 160, n * 10)
                recording.spoke(None, n * 10)
            while not recording.written_bytes:
                await trio.sleep(0.01)
            await trio.sleep(0.01)
            os.kill(os.getpid(), signal.SIGKILL)

    trio.run(main)
"""


@pytest.mark.integration
def test_after_kill_9_the_file_plays(tmp_path):
    code = textwrap.dedent(KILLED)
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60)  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    data = (tmp_path / "a.wav").read_bytes()
    assert struct.unpack_from("<I", data, 40)[0] == len(data) - 44
    assert sides(tmp_path / "a.wav")[0].count(1) >= 90

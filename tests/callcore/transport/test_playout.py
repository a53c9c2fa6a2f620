from __future__ import annotations

import struct
import tracemalloc

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.audioformat import FRAME_SAMPLES
from callcore.transport.playout import Cut, Playout


def count(first, samples):
    """PCM whose n-th sample is the number n, so that every sample can be told."""
    return struct.pack(f"<{samples}h", *range(first, first + samples))


def samples(pcm):
    return list(struct.unpack(f"<{len(pcm) // 2}h", pcm))


def test_resume_goes_on_at_the_very_sample_where_pause_stopped():
    playout = Playout()
    playout.play(count(1, 480))
    before = playout.take_frame()
    playout.pause()
    assert [playout.take_frame(), playout.take_frame()] == [None, None]
    playout.resume()
    after = playout.take_frame()
    assert before is not None
    assert after is not None
    assert samples(before + after) == list(range(1, 321))


def test_a_cut_is_heard_in_the_very_next_frame_and_says_how_much_was_heard():
    playout = Playout()
    clip = playout.play(count(1, 8000))
    playout.take_frame()
    assert playout.cut() == [Cut(clip, FRAME_SAMPLES)]
    assert playout.take_frame() is None
    assert playout.heard(clip) == FRAME_SAMPLES


def test_frames_still_in_the_kernel_were_not_heard():
    unsent = 0
    playout = Playout(lambda: unsent)
    clip = playout.play(count(1, 1000), "one two")
    clip.marks[:] = [(160, 3), (480, 7)]
    for _ in range(3):
        playout.take_frame()
    assert clip.chars_heard(playout.heard(clip)) == 7
    unsent = 2
    assert playout.heard(clip) == 160
    assert clip.chars_heard(playout.heard(clip)) == 3


def test_silence_in_the_kernel_is_not_taken_for_speech():
    unsent = 0
    playout = Playout(lambda: unsent)
    clip = playout.play(count(1, 160))
    for _ in range(3):
        playout.take_frame()
    unsent = 2  # both silent
    assert playout.heard(clip) == 160


def test_barge_in_leaves_a_protected_clip_alone():
    playout = Playout()
    first, notice = (
        playout.play(count(1, 320)),
        playout.play(count(1000, 320), protected=True),
    )
    playout.take_frame()
    assert playout.cut() == [Cut(first, 160)]
    assert samples(playout.take_frame())[0] == 1000
    assert playout.cut() == []
    assert playout.heard(notice) == 160


def test_a_protected_clip_still_grows_after_a_cut():
    playout = Playout()
    notice = playout.open(protected=True)
    playout.cut()
    playout.add(notice, count(1, 160))
    assert samples(playout.take_frame() or b"") == list(range(1, 161))


def test_a_growing_clip_never_sends_half_a_frame():
    playout = Playout()
    clip = playout.open()
    playout.add(clip, count(1, 200))
    playout.take_frame()
    assert playout.take_frame() is None
    playout.add(clip, count(201, 120))
    assert samples(playout.take_frame()) == list(range(161, 321))


def test_silent_frames_are_counted_until_speech():
    playout = Playout()
    for _ in range(3):
        playout.take_frame()
    assert playout.silent_frames == 3
    playout.play(count(1, 160))
    playout.take_frame()
    assert playout.silent_frames == 0


def test_half_a_sample_is_refused():
    with pytest.raises(ValueError, match="half a sample"):
        Playout().play(b"abc")


async def test_a_producer_parks_at_one_second_and_wakes_below_300_ms(
    autojump_clock, nursery
):
    playout, added = Playout(), 0
    clip = playout.open()

    async def produce():
        nonlocal added
        while await playout.wait_room(clip):
            playout.add(clip, bytes(3200))  # 200 ms
            added += 1

    nursery.start_soon(produce)
    await trio.testing.wait_all_tasks_blocked()
    assert added == 5
    for taken in range(1, 37):
        playout.take_frame()
        await trio.testing.wait_all_tasks_blocked()
        assert added == (5 if taken < 36 else 9), taken  # 720 of 1000 ms played
    playout.cut()
    await trio.testing.wait_all_tasks_blocked()
    assert playout.take_frame() is None
    assert added == 9  # the producer saw the cut and ended


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 4)), min_size=1), st.data()
)
def test_any_walk_plays_every_sample_once_and_in_order(clips, data):
    """Pauses, chunk sizes and clip edges move time, never speech."""
    playout, heard, total = Playout(), [], 0
    for size, frames in clips:
        playout.play(count(1 + total, size))
        total += size
        for _ in range(frames):
            (playout.pause if data.draw(st.booleans()) else playout.resume)()
            heard += samples(playout.take_frame() or b"")
    playout.resume()
    while (pcm := playout.take_frame()) is not None:
        heard += samples(pcm)
    assert [s for s in heard if s] == list(range(1, total + 1))


class Diary:
    """Writes down what the playout tells."""

    def __init__(self):
        self.lines = []

    def clip_started(self, clip):
        self.lines.append(f"{clip.text} started")

    def clip_ended(self, clip):
        self.lines.append(f"{clip.text} ended")

    def drained(self):
        self.lines.append("drained")


def telling_playout():
    playout = Playout()
    playout.listener = Diary()
    return playout, playout.listener.lines


def test_the_listener_learns_of_first_and_last_samples_and_of_the_end():
    playout, lines = telling_playout()
    playout.play(count(1, 200), "a")
    playout.play(count(1, 100), "b")
    assert lines == []
    playout.take_frame()
    assert lines == ["a started"]
    playout.take_frame()
    assert lines == ["a started", "a ended", "b started", "b ended", "drained"]
    playout.take_frame()
    assert lines[-1] == "drained"
    assert len(lines) == 5


def test_a_clip_whose_producer_ends_without_more_audio_ends_at_the_next_frame():
    playout, lines = telling_playout()
    clip = playout.open("a")
    playout.add(clip, count(1, 160))
    playout.take_frame()
    assert lines == ["a started"]
    playout.finish(clip)
    assert playout.take_frame() is None
    assert lines == ["a started", "a ended", "drained"]
    assert playout.empty
    assert playout.underruns == 0


def test_a_cut_tells_nothing_because_its_caller_gets_the_whole_list():
    playout, lines = telling_playout()
    clips = [playout.play(count(1, 320), name) for name in "abc"]
    for _ in range(3):
        playout.take_frame()
    assert playout.cut() == [Cut(clips[1], 160), Cut(clips[2], 0)]
    assert lines == ["a started", "a ended", "b started"]
    assert playout.take_frame() is None
    assert lines[-1] == "b started"


def test_after_a_cut_the_queue_drains_when_its_protected_clips_have_played():
    playout, lines = telling_playout()
    playout.play(count(1, 320), "a")
    playout.play(count(1, 160), "notice", protected=True)
    playout.cut()
    playout.take_frame()
    assert lines == ["notice started", "notice ended", "drained"]


def test_a_cut_ends_a_pause():
    playout = Playout()
    playout.play(count(1, 320))
    playout.pause()
    playout.cut()
    playout.play(count(5, 160))
    assert samples(playout.take_frame())[0] == 5


def test_a_protected_clip_that_was_half_played_goes_on_where_it_was():
    playout = Playout()
    playout.play(count(1, 320), protected=True)
    playout.play(count(1, 8000))
    playout.take_frame()
    playout.cut()
    assert playout.queued_ms == 20
    assert samples(playout.take_frame())[0] == 161


def test_an_underrun_is_silence_inside_a_clip_and_nothing_else():
    playout = Playout()
    clip = playout.open()
    playout.take_frame()  # not begun: a slow first chunk is latency, not an underrun
    playout.add(clip, count(1, 160))
    playout.take_frame()
    assert playout.underruns == 0
    playout.take_frame()
    assert playout.underruns == 1
    playout.pause()
    playout.take_frame()
    assert playout.underruns == 1


def test_queued_speech_is_known_in_milliseconds():
    playout = Playout()
    clip = playout.play(count(1, 1600))
    assert playout.queued_ms == 200
    playout.take_frame()
    assert playout.queued_ms == 180
    playout.cut()
    assert playout.queued_ms == 0
    assert clip.queued_bytes == 0


def test_a_phrase_from_the_cache_is_shared_not_copied():
    phrase = count(1, 16_000)
    tracemalloc.start()
    playouts = [Playout() for _ in range(20)]
    for playout in playouts:
        playout.play(phrase, "One moment.")
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < 20 * len(phrase) / 4


async def test_a_phrase_behind_a_growing_clip_takes_no_room_from_it(autojump_clock):
    """Else the clip waits for the phrase, and the phrase for the clip, for ever."""
    playout = Playout()
    clip = playout.open("a sentence")
    playout.add(clip, b"\1\0" * 160)
    playout.play(b"\1\0" * 8000 * 3, "a long phrase")
    with trio.fail_after(1):
        assert await playout.wait_room(clip)


async def test_who_waits_for_room_is_woken_by_what_lies_before_his_end(
    autojump_clock, nursery
):
    playout = Playout()
    clip = playout.open("a sentence")
    playout.add(clip, b"\1\0" * 8000)
    playout.play(b"\1\0" * 8000 * 3, "a long phrase")
    woken = trio.Event()

    async def grow():
        await playout.wait_room(clip)
        woken.set()

    nursery.start_soon(grow)
    await trio.testing.wait_all_tasks_blocked()
    for _ in range(34):
        playout.take_frame()
    await trio.testing.wait_all_tasks_blocked()
    assert not woken.is_set()
    for _ in range(3):
        playout.take_frame()
    with trio.fail_after(1):
        await woken.wait()


def test_a_cut_of_everything_takes_protected_clips_too():
    playout = Playout()
    playout.play(b"\1\0" * 800, "protected", protected=True)
    assert playout.cut() == []
    (cut,) = playout.cut(all_of_it=True)
    assert cut.clip.text == "protected"
    assert playout.empty


def test_the_pace_of_a_voice_is_known_from_its_last_sentence():
    playout = Playout()
    text = "twenty characters ab"
    playout.play(b"\1\0" * 800 * len(text), text)  # 10 characters a second
    while not playout.empty:
        playout.take_frame()
    slow = playout.open("one two three four five")
    playout.add(slow, b"\1\0" * 800 * 9)
    assert slow.text_heard(800 * 8) == "one two"


def test_a_pause_lets_a_protected_clip_end_and_holds_what_is_behind_it():
    playout = Playout()
    playout.play(b"\1\0" * 320, "one moment", protected=True)
    playout.play(b"\2\0" * 320, "the answer")
    playout.take_frame()
    playout.pause()
    assert playout.take_frame() == b"\1\0" * 160
    assert playout.take_frame() is None
    assert playout.quiet
    playout.resume()
    assert playout.take_frame() == b"\2\0" * 160

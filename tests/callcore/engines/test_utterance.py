from __future__ import annotations

import trio
import trio.testing

from callcore.engines.utterance import MAX_BYTES, UtteranceAudio


async def test_a_reader_learns_of_every_change():
    audio, seen = UtteranceAudio(), []
    async with trio.open_nursery() as nursery:

        async def read():
            while not audio.closed:
                await audio.wait_change()
                seen.append((len(audio.pcm), audio.settled, audio.closed))

        nursery.start_soon(read)
        for change in (
            lambda: audio.append(b"ab"),
            audio.settle,
            audio.unsettle,
            audio.close,
        ):
            await trio.testing.wait_all_tasks_blocked()
            change()
    assert seen == [
        (2, False, False),
        (2, True, False),
        (2, False, False),
        (2, False, True),
    ]


async def test_only_speech_counts_as_speech():
    audio = UtteranceAudio()
    audio.append(b"ab" * 10)
    audio.append(b"cd" * 5, speech=False)
    assert audio.speech_bytes == 20
    assert len(audio.pcm) == 30


async def test_of_an_endless_utterance_the_last_minute_is_kept():
    audio = UtteranceAudio()
    audio.append(b"\1\0" * (MAX_BYTES // 2))
    audio.append(b"\2\0" * 100)
    assert len(audio.pcm) == MAX_BYTES
    assert audio.pcm.endswith(b"\2\0" * 100)
    assert audio.dropped_bytes == 200
    assert audio.speech_bytes == MAX_BYTES


async def test_closing_twice_keeps_the_first_time(autojump_clock):
    audio = UtteranceAudio()
    audio.close()
    first_s = audio.closed_s
    await trio.sleep(1)
    audio.close()
    assert audio.closed_s == first_s


async def test_its_length_is_told_in_seconds():
    audio = UtteranceAudio()
    audio.append(bytes(16_000))
    assert audio.duration_s == 1.0

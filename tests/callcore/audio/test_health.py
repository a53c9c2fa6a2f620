from __future__ import annotations

import random
import struct

import pytest

from callcore.audio.energy import look
from callcore.audio.health import LABELS, Health

FRAME = 160
FULL = [-32124, *[0] * 16, 32124]
VOICE = [-9000, -4000, -1000, *[0] * 12, 1200, 4000, 8000]


def labels(health):
    return [finding.label for finding in health.findings()]


def steady(health, seconds, some=VOICE, start_s=0.0, samples=FRAME, step_s=0.02):
    """Hear good audio for so long; return when it was over."""
    for n in range(round(seconds / step_s)):
        health.came(samples, start_s + n * step_s)
        health.look(some)
    return start_s + seconds


def test_healthy_audio_has_no_findings():
    health = Health()
    steady(health, 60)
    assert labels(health) == []
    assert health.offset == 0


def test_jitter_of_a_usual_network_is_no_finding():
    chance, health = random.Random(1), Health()
    times = sorted(n * 0.02 + chance.uniform(0, 0.045) for n in range(3000))
    for now_s in times:
        health.came(FRAME, round(now_s, 2))  # as the ticker sees it
        health.look(VOICE)
    assert labels(health) == []


def test_clipped_audio_is_found():
    health = Health()
    steady(health, 21, FULL)
    assert labels(health) == ["clipped"]


def test_a_loud_word_now_and_then_is_not_clipped():
    health = Health()
    at_s = 0.0
    for _ in range(30):
        at_s = steady(health, 0.02, FULL, at_s)
        at_s = steady(health, 0.98, VOICE, at_s)
    assert labels(health) == []


def test_one_side_of_the_voice_is_enough_to_be_clipped():
    health = Health()
    steady(health, 11, sorted([32124, 32124, *VOICE[:16]]))
    assert labels(health) == ["clipped"]


@pytest.mark.parametrize("offset", [-3000, 600, 12_000])
def test_an_offset_is_found_and_measured(offset):
    health = Health()
    steady(health, 11, [sample + offset for sample in VOICE])
    assert labels(health) == ["dc-offset"]
    assert health.offset == pytest.approx(offset)


def test_an_offset_that_goes_away_is_not_taken_off_any_more():
    health = Health()
    at_s = steady(health, 11, [sample + 3000 for sample in VOICE])
    steady(health, 21, VOICE, at_s)
    assert health.offset == 0


@pytest.mark.parametrize(("seconds", "found"), [(9, []), (11, ["dead"])])
def test_a_line_that_never_lived_is_dead_after_ten_seconds(seconds, found):
    health = Health()
    steady(health, seconds, [0] * 18)
    assert labels(health) == found


@pytest.mark.parametrize(("seconds", "found"), [(45, []), (85, ["dead"])])
def test_a_muted_caller_may_listen_for_a_minute(seconds, found):
    health = Health()
    at_s = steady(health, 5)
    steady(health, seconds, [0] * 18, at_s)
    assert labels(health) == found


def test_soft_noise_is_not_dead_and_a_line_on_hold_is_not_either():
    health = Health()
    at_s = steady(health, 30, [*[0] * 17, 1])
    steady(health, 5, start_s=at_s + 60)
    assert labels(health) == []


@pytest.mark.parametrize(("samples", "step_s"), [(320, 0.02), (960, 0.02), (FRAME, 0.01), (FRAME, 1 / 300)])  # fmt: skip
def test_a_wrong_rate_comes_too_fast(samples, step_s):
    health = Health()
    steady(health, 10, samples=samples, step_s=step_s)
    assert labels(health) == ["too-fast"]


def test_the_sentence_says_how_wrong_the_rate_is():
    health = Health()
    steady(health, 10, samples=960)
    (finding,) = health.findings()
    assert finding.text == "Audio comes 6.0 times faster than 8 kHz: the rate is wrong."


def test_a_long_hold_up_is_bursty_and_not_too_fast():
    health = Health()
    at_s = steady(health, 5) + 5
    for _ in range(250):
        health.came(FRAME, at_s)
    steady(health, 5, start_s=at_s + 0.02)
    assert labels(health) == ["bursty"]


def bursts(health, times, frames=5):
    for n in range(times):
        for _ in range(frames):
            health.came(FRAME, n * frames * 0.02)
            health.look(VOICE)


@pytest.mark.parametrize(("times", "found"), [(4, []), (10, ["bursty"])])
def test_a_few_short_bursts_may_be_our_own_stalls(times, found):
    health = Health()
    bursts(health, times)
    assert labels(health) == found


def test_frames_that_do_not_come_are_missing():
    health = Health()
    for n in range(500):
        if n % 3:
            health.came(FRAME, n * 0.02)
    (finding,) = health.findings()
    assert finding.label == "missing"
    assert finding.text in {
        "Only 66 % of the audio comes: frames are lost.",
        "Only 67 % of the audio comes: frames are lost.",
    }


@pytest.mark.parametrize(("spurt_s", "pause_s"), [(3.4, 4.3), (0.3, 1.5), (0.6, 0.4)])
def test_a_line_that_sends_nothing_in_silence_misses_nothing(spurt_s, pause_s):
    health, at_s = Health(), 0.0
    for _ in range(20):
        at_s = steady(health, spurt_s, start_s=at_s) + pause_s
    assert labels(health) == []


def test_each_finding_comes_once_in_a_call():
    health = Health()
    at_s = steady(health, 11, FULL)
    assert labels(health) == ["clipped"]
    assert labels(health) == []
    steady(health, 21, FULL, at_s)
    assert labels(health) == []


def test_time_that_stands_still_or_goes_back_a_little_finds_nothing():
    health = Health(5.0)
    for _ in range(1000):
        health.came(FRAME, 5.0)
    health.came(FRAME, 4.99)
    health.look([])
    assert labels(health) == []


@pytest.mark.parametrize("seed", range(20))
def test_any_frames_at_any_time_are_taken_and_every_label_is_known(seed):
    chance, health, now_s = random.Random(seed), Health(), 0.0
    for _ in range(3000):
        now_s += chance.choice([0, 0, 0.02, 0.02, 0.02, 3])
        size = chance.randint(1, 320) // 2
        values = [chance.choice([0, 32767, -32768, 500]) for _ in range(size)]
        health.came(size, now_s)
        health.look(look(struct.pack(f"<{size}h", *values)))
    for finding in health.findings():
        assert finding.label in LABELS
        assert finding.text.endswith(".")

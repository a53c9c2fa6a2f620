"""Echo paths made by sums: a voice of syllables goes out, and comes back late and softer."""

from __future__ import annotations

import numpy as np
import pytest

from callcore.audio.echo import (
    BACK_BLOCKS,
    BEST_RETURN,
    BLOCK_SLOTS,
    MARGIN,
    PROBE_BLOCKS,
    SPEAKING_PEAK,
    WORST_RETURN,
    EchoGuard,
)
from callcore.audio.endpointing import EarSettings, Endpointer, TransitionKind
from callcore.audio.energy import NoiseFloor, peak_of

FRAME = 160
DECAY = 0.85  # as line.TRANSMIT_DECAY
STARTED, ENDED = TransitionKind.STARTED, TransitionKind.ENDED


def gain_of(db):
    return 10 ** (db / 20)


def voice(seconds, peak, seed=1, least=0.4):
    """Return syllables of 120 to 300 ms of a 120 Hz voice, with gaps and pauses.

    ``least`` is how loud the softest syllable is, as a part of ``peak``.
    """
    chance = np.random.default_rng(seed)
    parts, left = [], int(seconds * 8000)
    while left > 0:
        size = int(chance.uniform(0.12, 0.3) * 8000)
        at = np.arange(size)
        tones = sum(np.sin(2 * np.pi * f * at / 8000 + chance.uniform(0, 6)) for f in (120, 240, 480, 720, 1300, 2300))  # fmt: skip
        loud = peak * chance.uniform(least, 1) * np.sin(np.pi * at / size) ** 0.5
        parts.append(tones / np.abs(tones).max() * loud)
        gap = 0.35 if chance.uniform() < 0.12 else chance.uniform(0.02, 0.08)
        parts.append(np.zeros(int(gap * 8000)))
        left -= size + len(parts[-1])
    return np.concatenate(parts)[: int(seconds * 8000)]


class Phone:
    """A line with an echo path, and the ear of loudness at our end, frame by frame."""

    def __init__(self, echo_db=-100.0, delay_ms=100, noise=20.0, seed=1):
        self.guard, self.noise = EchoGuard(), NoiseFloor()
        self.endpointer = Endpointer(EarSettings())
        self.started = []  # seconds
        self.slot = 0
        self.echo_db = echo_db
        self._delay, self._noise = delay_ms * 8, noise
        self._chance = np.random.default_rng(seed)
        self._sent = np.zeros(8000)
        self._peak = 0.0

    def run(self, seconds, agent=None, caller=None):
        """Play both voices from now on for so long."""
        for n in range(round(seconds * 50)):
            part = slice(n * FRAME, (n + 1) * FRAME)
            sent, said = self._of(agent, part), self._of(caller, part)
            self._hear(said)
            self._peak = max(self._peak * DECAY, float(np.abs(sent[::8]).max()))
            self._sent = np.concatenate([self._sent[FRAME:], sent])
            self.slot += 1

    @property
    def speaking(self):
        return self.endpointer.speaking

    def _of(self, sound, part):
        found = np.zeros(FRAME) if sound is None else sound[part]
        return np.pad(found, (0, FRAME - len(found)))

    def _hear(self, said):
        end = len(self._sent) - self._delay
        echo = self._sent[end - FRAME : end] * gain_of(self.echo_db)
        heard = said + echo + self._chance.normal(0, self._noise, FRAME)
        peak = peak_of(np.clip(heard, -32768, 32767).astype("<i2").tobytes())
        guard = 0.0
        if self._peak > SPEAKING_PEAK or self.guard.active:
            silent = not self.speaking
            guard = self.guard.hear(self._peak, peak, FRAME, self.slot, silent=silent)
        if self.speaking and guard and not self.guard.sending:
            guard = 1e-9
        speech = self.noise.judge(peak, FRAME, guard)
        for found in self.endpointer.hear(speech, FRAME):
            if found.kind is STARTED:
                self.started.append(self.slot / 50)


AGENT = voice(20, 16_000)


def word(peak, seconds=0.6):
    return voice(seconds, peak, seed=5, least=0.95)


WORD = word(13_000)  # a caller at a usual level: -20 dBFS


@pytest.mark.parametrize("delay_ms", [20, 60, 100, 250, 500])
@pytest.mark.parametrize("echo_db", [-6, -9, -12, -18, -24, -30])
def test_our_own_voice_does_not_interrupt_us_from_the_first_word_on(echo_db, delay_ms):
    phone = Phone(echo_db, delay_ms)
    phone.run(20, AGENT)
    phone.run(2)
    assert phone.started == []
    assert gain_of(echo_db - 4) < phone.guard.gain < gain_of(echo_db + 3)


@pytest.mark.parametrize("noise", [0.0, 60.0, 150.0])
def test_noise_in_the_room_changes_nothing(noise):
    phone = Phone(-12, 100, noise)
    phone.run(1)
    phone.run(20, AGENT)
    assert phone.started == []
    phone.run(2)
    assert phone.noise.floor < 3 * noise + 30  # and no echo is in it


@pytest.mark.parametrize("delay_ms", [20, 100, 500])
@pytest.mark.parametrize("echo_db", [-12, -18, -24, -30])
@pytest.mark.parametrize("at_s", [3, 8, 15])
def test_a_caller_over_the_echo_is_heard_within_a_syllable(echo_db, delay_ms, at_s):
    phone = Phone(echo_db, delay_ms)
    phone.run(at_s, AGENT)
    phone.run(0.16, AGENT[at_s * 8000 :], WORD)
    assert len(phone.started) == 1


def test_the_frame_that_is_loud_enough_counts_at_once():
    phone = Phone(-12, 100)
    phone.run(5, AGENT)
    shout = np.tile([12_000.0, -12_000.0], 240)
    phone.run(0.06, AGENT[40_000:], shout)
    assert len(phone.started) == 1  # 60 ms: what an utterance needs anyhow


def test_even_over_the_worst_echo_a_raised_voice_is_heard():
    phone = Phone(-6, 100)
    phone.run(8, AGENT)
    phone.run(0.3, AGENT[64_000:], word(24_000))
    assert len(phone.started) == 1


def test_a_soft_caller_interrupts_on_a_line_that_has_shown_no_echo():
    phone = Phone()
    phone.run(2, AGENT)
    assert phone.guard.gain < gain_of(-35)
    soft = word(4000)  # -30 dBFS
    phone.run(0.16, AGENT[16_000:], soft)
    assert len(phone.started) == 1


def test_a_caller_who_talks_over_the_greeting_is_not_taken_for_its_echo():
    phone = Phone()
    caller = voice(3, 7000, seed=4)
    phone.run(3, AGENT, caller)
    phone.run(1.5, AGENT[24_000:])
    assert phone.guard.gain < gain_of(-20)
    phone.run(0.2, AGENT[36_000:], WORD)
    assert phone.started[-1] >= 4.5


def test_double_talk_does_not_teach_that_the_line_returns_more():
    phone = Phone(-24, 100)
    phone.run(5, AGENT)
    before = phone.guard.gain
    phone.run(5, AGENT[40_000:], voice(5, 9000, seed=7))
    assert phone.guard.gain < 1.6 * before


def test_our_echo_does_not_hold_an_utterance_while_we_go_on_speaking():
    phone = Phone(-12, 100)
    phone.run(5, AGENT)
    phone.run(10, AGENT[40_000:], WORD)  # a protected text is not stopped by a word
    assert len(phone.started) == 1
    assert not phone.speaking


def test_what_the_caller_says_softly_after_we_stopped_is_not_cut_off():
    phone = Phone(-12, 100)
    phone.run(5, AGENT)
    soft = word(9000, 0.3)
    phone.run(0.3, AGENT[40_000:], soft)
    assert phone.speaking
    phone.run(3, None, voice(3, 1500, seed=6))  # below what our echo was
    assert phone.speaking


def test_a_line_that_begins_to_return_our_voice_is_learnt_from_one_mistake():
    phone = Phone(-100)
    phone.run(4, AGENT)
    phone.echo_db = -12
    phone.run(1, AGENT[32_000:])
    assert len(phone.started) == 1
    phone.guard.mistake(gain_of(-13))
    phone.run(1.5)  # we stopped, it stopped
    assert not phone.speaking
    phone.run(10, AGENT[40_000:])
    assert len(phone.started) == 1


def test_a_mistake_that_was_a_cough_is_forgotten_in_a_second_or_two():
    phone = Phone()
    phone.run(4, AGENT)
    phone.guard.mistake(gain_of(-10))
    assert phone.guard.gain == pytest.approx(gain_of(-10))
    phone.run(3, AGENT[32_000:])
    assert phone.guard.gain < gain_of(-30)


def test_a_mistake_never_makes_the_guard_lower():
    guard = EchoGuard()
    guard.mistake(0.02)
    assert guard.gain == WORST_RETURN


def test_the_guard_falls_soon_after_we_are_silent_and_then_costs_nothing():
    phone = Phone(-12, 100)
    phone.run(5, AGENT)
    phone.run(1.6)
    assert not phone.guard.active
    assert phone.started == []
    phone.run(0.16, None, word(1500))
    assert len(phone.started) == 1


def feed(guard, slots, sent, heard, start=1, samples=FRAME, silent=True):
    for slot in range(start, start + slots):
        found = guard.hear(sent, heard, samples, slot, silent=silent)
    return found


def test_the_guard_is_the_worst_line_before_anything_is_known():
    guard = EchoGuard()
    assert feed(guard, 5, 10_000, 0) == WORST_RETURN * 10_000


def test_nothing_is_learnt_before_all_may_have_come_back():
    guard = EchoGuard()
    feed(guard, (BACK_BLOCKS + 1) * BLOCK_SLOTS - 2, 10_000, 100)
    assert guard.gain == WORST_RETURN
    feed(guard, BLOCK_SLOTS, 10_000, 100, start=39)
    assert guard.gain == pytest.approx(BEST_RETURN)


def test_what_is_learnt_is_bounded():
    guard = EchoGuard()
    feed(guard, 100, 10_000, 30_000)
    assert guard.gain == WORST_RETURN
    feed(guard, 300, 10_000, 0, start=101)
    assert guard.gain == BEST_RETURN
    assert feed(guard, 1, 10_000, 0, start=401) == BEST_RETURN * MARGIN * 10_000


def test_a_line_that_delivers_too_little_teaches_nothing():
    """The echo may have been in what did not come."""
    guard = EchoGuard()
    feed(guard, 100, 10_000, 0, samples=FRAME // 2)
    assert guard.gain == WORST_RETURN


def test_a_voice_that_decays_is_not_taken_for_a_new_sound():
    """A peak meter falls slowly; its tail comes back as nothing."""
    guard = EchoGuard()
    feed(guard, 100, 10_000, 1000)
    assert guard.gain == pytest.approx(0.1, rel=0.01)
    sent = 10_000.0
    for slot in range(101, 140):
        sent *= DECAY
        guard.hear(sent, 1000 if slot < 105 else 20, FRAME, slot, silent=True)
    assert guard.gain == pytest.approx(0.1, rel=0.01)


def test_a_gap_in_time_forgets_what_was_sent():
    guard = EchoGuard()
    feed(guard, 30, 10_000, 0)
    span = (BACK_BLOCKS + PROBE_BLOCKS) * BLOCK_SLOTS
    assert guard.hear(0, 0, FRAME, 30 + span + BLOCK_SLOTS, silent=True) == 0


def test_a_burst_in_one_slot_is_one_moment():
    guard = EchoGuard()
    feed(guard, 10, 10_000, 500)
    for _ in range(250):
        assert guard.hear(10_000, 500, FRAME, 10, silent=True) == WORST_RETURN * 10_000
    assert guard.gain == WORST_RETURN

"""The telephone line of the bench."""

from __future__ import annotations

import numpy as np
import pytest

from chaos.turns.room import (
    Line,
    active_rms,
    banded,
    companded,
    draw_line,
    on_the_phone,
)
from tests.chaos.turns.made import RATE, tone


def level_db(pcm, start_ms, end_ms):
    samples = np.frombuffer(pcm, "<i2")[start_ms * 8 : end_ms * 8].astype(float)
    return 20 * np.log10(np.sqrt(np.mean(samples**2)) / 32767)


SPEECH = np.concatenate([np.zeros(4000), tone(1000, 400), np.zeros(12_000)])


@pytest.mark.parametrize("snr", [15, 25, 40])
def test_level_and_noise_are_as_drawn(snr):
    line = Line(-25, snr, "mu")
    pcm = on_the_phone(SPEECH, line, np.random.default_rng(1))
    assert len(pcm) == 2 * len(SPEECH)
    assert level_db(pcm, 550, 1450) == pytest.approx(-25, abs=1)
    # a few steps of G.711 are louder than the softest noise
    assert level_db(pcm, 1600, 2900) == pytest.approx(-25 - snr, abs=3)


def test_the_same_seed_gives_the_same_line():
    line = Line(-20, 30, "a")
    first, again = (
        on_the_phone(SPEECH, line, np.random.default_rng(5)) for _ in range(2)
    )
    assert first == again
    assert first != on_the_phone(SPEECH, line, np.random.default_rng(6))


def test_the_echo_is_as_much_softer_as_drawn():
    silent = np.concatenate([np.zeros(8000), tone(500, 400), np.zeros(4000)])
    line = Line(-20, 40, "mu", echo_db=-20)
    pcm = on_the_phone(silent, line, np.random.default_rng(1), tone(800, 700))
    assert level_db(pcm, 50, 750) == pytest.approx(-40, abs=1)


@pytest.mark.parametrize(("hz", "passes"), [(100, False), (1000, True), (3800, False)])
def test_only_the_telephone_band_passes(hz, passes):
    sine = np.sin(2 * np.pi * hz * np.arange(RATE) / RATE)
    gain = active_rms(banded(sine)[400:-400]) / active_rms(sine)
    assert gain > 0.9 if passes else gain < 0.1


def test_the_band_does_not_move_the_sound():
    click = np.zeros(2000)
    click[1000] = 1
    assert int(np.argmax(np.abs(banded(click)))) == 1000


@pytest.mark.parametrize("law", ["mu", "a"])
def test_companding_keeps_loud_and_soft_to_a_few_per_cent(law):
    sound = np.array([0.0, 0.9, -0.5, 0.1, -0.02])
    back = companded(sound, law)
    assert back == pytest.approx(sound, rel=0.05, abs=1e-6)
    steps = companded(np.linspace(-1, 1, 5001), law)
    assert 200 < len(np.unique(np.round(steps, 9))) <= 256


def test_a_noisy_turn_has_a_noisier_line_than_any_other():
    rng = np.random.default_rng(1)
    noisy = [draw_line(rng, "noise").snr_db for _ in range(50)]
    quiet = [draw_line(rng, "plain").snr_db for _ in range(50)]
    assert max(noisy) < min(quiet)
    assert draw_line(rng, "echo").echo_db is not None
    assert draw_line(rng, "plain").echo_db is None

from __future__ import annotations

import gzip
import shutil
import subprocess

import numpy as np
import pytest

from callcore.audio.wav import encode
from chaos.training.recordings import (
    PACKAGES,
    READER,
    RecordingsError,
    load_recordings,
    prompts,
    reader,
)
from tests.kit.intonation import FALL_HZ, intoned

TEXTS = """; French prompts
vm-youhave: Vous avez
conf-one: Il y a un participant.
conf-two: Appuyez sur 1. Puis, appuyez sur 2.
hours: heures
vm-bref: Oui.
digits/1: Un.
"""
LONG = intoned(FALL_HZ, spoken_ms=900, silent_ms=0, noise=0)
PAUSED = LONG + intoned(FALL_HZ, spoken_ms=900, silent_ms=50, noise=0)


@pytest.fixture
def tree(tmp_path):
    """Return unpacked packages: French prompts, and a reader of one sentence."""
    folder = tmp_path / "recordings"
    voice = folder / "usr/share/asterisk/sounds/fr_CA_f_June"
    texts = folder / "usr/share/doc/asterisk-core-sounds-fr/core-sounds-fr.txt.gz"
    (folder / READER / "etc").mkdir(parents=True)
    (folder / READER / "wav").mkdir()
    voice.mkdir(parents=True)
    texts.parent.mkdir(parents=True)
    texts.write_bytes(gzip.compress(TEXTS.encode()))
    for name in ("vm-youhave", "conf-one", "conf-two", "hours"):
        (voice / f"{name}.wav").write_bytes(encode(PAUSED))
    (voice / "vm-bref.wav").write_bytes(encode(intoned(FALL_HZ, spoken_ms=300)))
    (folder / READER / "etc/txt.done.data").write_text(
        '( ru_0001 "Она завела, прядь волос за ухо." )\n( ru_0002 "Нет записи." )\n'
    )
    twice = np.repeat(np.frombuffer(PAUSED, "<i2"), 2).tobytes()
    (folder / READER / "wav/ru_0001.wav").write_bytes(encode(twice, 16_000))
    return folder


def test_a_prompt_ends_where_its_text_does(tree):
    found = {one.id.partition(":")[2]: one for one in prompts(tree)}
    assert set(found) == {"vm-youhave", "conf-one", "conf-two"}
    assert found["conf-one"].complete
    assert not found["vm-youhave"].complete
    assert {one.voice for one in found.values()} == {"fr_CA_f_June"}


def test_the_silences_of_a_sentence_are_found(tree):
    (one,) = (clip for clip in prompts(tree) if clip.id.endswith("conf-one"))
    (inner, final) = one.moments()
    assert inner[0] == pytest.approx(300 + 1100, abs=40)
    assert inner[1] == pytest.approx(200, abs=60)
    assert [inner[2], final[2]] == [False, True]
    assert final[1] == 600


def test_silences_between_sentences_are_not_guessed_at(tree):
    (two,) = (clip for clip in prompts(tree) if clip.id.endswith("conf-two"))
    assert [finished for _, _, finished in two.moments()] == [True]


def test_the_reader_is_brought_to_the_line(tree):
    (one,) = reader(tree)
    assert (one.language, one.voice, len(one.pauses)) == ("ru", "reader", 2)
    assert one.pauses[0][0] == pytest.approx(300 + 1100, abs=40)


def test_what_is_in_the_cache_is_not_fetched_again(tree, monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    assert len(load_recordings(tree.parent)) == 4


def test_the_packages_are_fetched_and_unpacked_once(tree, monkeypatch, tmp_path):
    ran = []

    def run(command, *, cwd, **_):
        ran.append(command[0])
        if command[0] == "apt-get":
            assert command[-len(PACKAGES) :] == list(PACKAGES)
            (tmp_path / cwd / "one.deb").touch()
        else:
            shutil.copytree(tree, command[-1])

    monkeypatch.setattr(subprocess, "run", run)
    assert len(load_recordings(tmp_path / "empty")) == 4
    assert ran == ["apt-get", "dpkg"]


def test_a_machine_without_apt_hears_one_sentence(monkeypatch, tmp_path):
    def run(*_, **__):
        raise FileNotFoundError("apt-get")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(RecordingsError, match="apt-get cannot fetch the recordings"):
        load_recordings(tmp_path)


def test_a_damaged_recording_is_named(tree):
    next(tree.rglob("conf-one.wav")).write_bytes(b"RIFF")
    with pytest.raises(RecordingsError, match=r"conf-one\.wav is not a recording"):
        list(prompts(tree))


def test_the_speakers_of_the_test_are_not_learnt_from():
    named = {name.rpartition("core-sounds-")[2][:2] for name in PACKAGES[:-1]}
    assert not named & {"en", "ru", "es"}

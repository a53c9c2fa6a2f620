from __future__ import annotations

import hashlib

import pytest

from callcore.shared.observe.masking import line as lines
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.names import model
from callcore.shared.observe.masking.names.tagger import claim_people
from chaos.training import names
from chaos.training.names import Course, inputs_hash, main, trained

#: the weights in the package, and the files they were made of: `just train names` prints both
WEIGHTS = "eba2bf3f014f8aa07a30dc08293582511563bfaac5a048e5d5b42d9795ab831e"
INPUTS = "3a207b4c9e9dfbf387114c8d630f030002c204e849a0eb67a875a16a21fb2dec"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with very few sentences, from which a training takes a second."""
    files = {
        "first.txt": "Борис m\nОльга f\nЮрій m\nНіна f\nГліб m\n",
        "surnames.txt": "Гончаренко n\nПавлов ov\nЯцук n\nБойко n\nСніжний adj\n",
        "said.txt": "мене звати {full}\nдзвонить {full}\nмене звати {first}\n",
        "plain.txt": "мені треба шини\nдзвонить телефон\nшини є завтра\n",
        "words.txt": "шини\nтелефон\nтреба\nзавтра\n",
    }
    english = {
        "first.txt": "Alice f\nGeorge m\n",
        "surnames.txt": "Baker eng\nCarver eng\n",
        "said.txt": "my name is {full}\n",
        "plain.txt": "i need tyres\n",
        "words.txt": "need\ntyres\n",
    }
    from chaos.training.people import lists

    for language in ("uk", "ru", "en"):
        (tmp_path / language).mkdir()
        for name, text in (english if language == "en" else files).items():
            text = text.replace(" n\n", " noun\n") if language == "ru" else text
            (tmp_path / language / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(lists, "HERE", tmp_path)
    monkeypatch.setattr(names, "HERE", tmp_path)
    return tmp_path


def test_the_same_files_and_seed_give_the_same_bytes(folder):
    course = Course(epochs=2, copies=2)
    first, second = (model.written(trained(course, "all")) for _ in range(2))
    assert first == second
    other = model.written(trained(Course(epochs=2, copies=2, seed=1), "all"))
    assert other != first


def test_a_small_training_learns_what_its_sentences_say(folder):
    found = trained(Course(epochs=8, copies=6), "all")

    def masked(text):
        claims = Claims(text)
        claim_people(found, lines.read(text), claims, Memory())
        return claims.masked()

    assert masked("мене звати Ольга Яцук") == "мене звати [PERSON]"
    assert masked("мені треба шини") == "мені треба шини"


def test_main_writes_the_weights_and_tells_both_hashes(folder, tmp_path, capsys):
    out = tmp_path / "out.weights"
    assert main(["--epochs", "1", "--copies", "1", "--out", str(out)]) == 0
    told = capsys.readouterr().err
    assert hashlib.sha256(out.read_bytes()).hexdigest() in told
    assert inputs_hash() in told
    assert (
        model.read(out.read_bytes()).thresholds
        == model.read(out.read_bytes()).thresholds
    )


def test_held_out_sentences_are_measured_and_nothing_is_written(
    folder, monkeypatch, capsys
):
    def nothing(*_arguments):
        raise AssertionError("wrote a file")

    monkeypatch.setattr(names, "held_out", lambda: iter(()))
    monkeypatch.setattr(model, "written", nothing)
    assert main(["--held", "--epochs", "1", "--copies", "1"]) == 0
    assert "epoch 0" in capsys.readouterr().err


def test_the_packaged_weights_are_those_that_were_made_of_the_files_that_are_here():
    packaged = names.packaged_file().read_bytes()
    assert hashlib.sha256(packaged).hexdigest() == WEIGHTS
    assert inputs_hash() == INPUTS

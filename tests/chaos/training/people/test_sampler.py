from __future__ import annotations

import pytest

from chaos.training.people.dice import Dice
from chaos.training.people.persons import Registry
from chaos.training.people.sampler import Sampler
from chaos.training.people.styles import Part


@pytest.fixture
def samplers(small):
    people = {code: Registry(found) for code, found in small.items()}
    return {code: Sampler(found, people) for code, found in small.items()}


def names(sentence):
    return [piece.text for piece in sentence if piece.part is Part.NAME]


def test_names_are_marked_and_nothing_else_is(samplers):
    dice = Dice(4)
    for _ in range(50):
        sentence = samplers["uk"].filled(
            "Це {first:nom:f}, для {surname#2:gen:m}.", dice, "written"
        )
        assert (
            len(names(sentence)) + sum(piece.text == "[PERSON]" for piece in sentence)
            == 2
        )
        assert sentence[0].text == "Це "
        assert sentence[-1].text == "."


def test_one_person_of_a_frame_keeps_the_same_name(samplers):
    dice = Dice(2)
    for _ in range(30):
        found = names(samplers["uk"].filled("{surname}, {surname}", dice, "written"))
        assert len(set(found)) <= 1


def test_two_persons_of_a_frame_may_differ(samplers):
    dice = Dice(2)
    found = [
        names(samplers["uk"].filled("{surname}, {surname#2}", dice, "written"))
        for _ in range(30)
    ]
    assert any(len(set(pair)) == 2 for pair in found)


def test_what_a_surer_detector_finds_is_claimed_mostly(samplers):
    dice = Dice(2)
    parts = [
        samplers["uk"].filled("{size}", dice, "written")[0].part for _ in range(100)
    ]
    assert 50 < sum(part is Part.CLAIMED for part in parts) < 95


def test_people_of_other_languages_come_up(samplers):
    dice = Dice(2)
    found = {
        name
        for _ in range(300)
        for name in names(samplers["en"].filled("{first}", dice, "written"))
    }
    assert {"Alice", "Petr"} & found == {"Alice", "Petr"}


def test_an_epoch_holds_every_frame_and_every_word(samplers):
    sentences = list(samplers["uk"].epoch(Dice(1), copies=2))
    texts = [
        "".join(piece.text for piece in sentence).lower() for sentence in sentences
    ]
    assert sum("звати" in text for text in texts) >= 2
    assert any("привезіть" in text for text in texts)
    assert any("логан" in text for text in texts)
    assert len(sentences) == 2 * 4 + 3 + 2


def test_the_same_seed_gives_the_same_sentences(samplers):
    one = list(samplers["ru"].epoch(Dice(6)))
    assert one == list(samplers["ru"].epoch(Dice(6)))
    assert one != list(samplers["ru"].epoch(Dice(7)))

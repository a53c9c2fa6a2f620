from __future__ import annotations

from array import array

import pytest

from callcore.shared.observe.masking.names import decoding, lexicon, model
from callcore.shared.observe.masking.names.features import EDGE, SIZE, of_place, of_step
from callcore.shared.observe.masking.names.model import Model, Thresholds
from callcore.shared.observe.masking.words import Word, word_of
from chaos.training.people.dice import Dice

LIMITS = Thresholds(3, -4, 0, 0, -500)
NAMES = [("олена", lexicon.FIRST), ("мороз", lexicon.COMMON | lexicon.SURNAME)]


@pytest.fixture(scope="module")
def some():
    """Return a model with weights by chance."""
    dice = Dice(5)
    weights = array("b", (dice.number(-9, 9) for _ in range(SIZE)))
    return Model(weights, lexicon.packed(NAMES), LIMITS)


def fresh(raw):
    """Return a word that no model has looked at."""
    word = word_of(raw)
    return Word(word.text, word.flags, word.atom)


def test_a_model_comes_back_from_its_file_as_it_was(some):
    again = model.read(model.written(some))
    assert again.weights == some.weights
    assert again.known == some.known
    assert again.thresholds == LIMITS


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:-1],
        lambda raw: raw + b"x",
        lambda raw: b"x" + raw[1:],
        lambda _: b"",
    ],
    ids=["cut", "longer", "another kind", "empty"],
)
def test_a_damaged_file_is_refused(some, spoil):
    with pytest.raises(model.WeightsDamaged, match="no weights of this version"):
        model.read(spoil(model.written(some)))


def test_the_sums_of_words_add_up_to_the_weights_of_their_features(some):
    raws = [
        "мене",
        "звати",
        "Олена",
        "Мороз-Гук",
        "205",
        "зоряна",
        "дзвонить",
        "mary's",
    ]
    words = [fresh(raw) for raw in raws]
    gaps = [2, 2, 2, 0, 0, 0, 1, 0, 5, 0, 2, 2, 2]
    sums = [some.edge] * 2 + [some.of(word, 2) for word in words] + [some.edge] * 2
    seen = [EDGE] * 2 + [some.features(word, 2) for word in words] + [EDGE] * 2
    for at in range(2, len(words) + 2):
        if not seen[at].own:
            continue
        by_sums = decoding.score(some, sums, gaps[at], gaps[at + 1], at)
        assert by_sums == sum(
            some.weights[number] for number in of_place(seen, gaps, at)
        )
        by_steps = decoding.joined(some, sums, gaps[at], at)
        assert by_steps == sum(
            some.weights[number] for number in of_step(seen, gaps, at)
        )


def test_a_word_is_worked_out_once(some):
    word = fresh("дзвонить")
    assert some.of(word, 1) is some.of(word, 1)
    assert some.of(word, 0) is not some.of(word, 1)


def test_codes_are_never_names_and_share_their_sums(some):
    first, second = some.of(fresh("x1y2"), 0), some.of(fresh("q7"), 0)
    assert first is second
    assert first.own == model.NEVER


def test_thresholds_grow_with_the_unit_of_the_weights():
    assert model.thresholds(4).hopeless == 2 * model.thresholds(2).hopeless < 0
    assert model.thresholds(4).asked < model.thresholds(4).least


def test_the_packaged_model_is_read_once_and_no_larger_than_it_may_be():
    assert model.packaged() is model.packaged()
    assert len(model.written(model.packaged())) < 1_500_000

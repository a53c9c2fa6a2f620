from __future__ import annotations

from array import array
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.observe.masking.names import decoding, lexicon
from callcore.shared.observe.masking.names.features import SIZE
from callcore.shared.observe.masking.names.model import Model, Thresholds
from callcore.shared.observe.masking.words import Word, word_of
from chaos.training.people.dice import Dice

RAWS = ["мене", "звати", "олена", "ковальчук", "і", "тарас", "під", "smith"]


def model_of(seed):
    dice = Dice(seed)
    weights = array("b", (dice.number(-9, 9) for _ in range(SIZE)))
    return Model(weights, lexicon.packed([]), Thresholds(0, 0, 0, 0, -100_000))


MODELS = [model_of(seed) for seed in range(3)]


def words_of(model, raws):
    words = [word_of(raw) for raw in raws]
    fresh = [Word(word.text, word.flags, word.atom) for word in words]
    return [model.edge] * 2 + [model.of(word, 0) for word in fresh] + [model.edge] * 2


def total(model, words, labels, least):
    """Return the score of one sequence of labels, added up by hand."""
    found = 0
    for at, inside in enumerate(labels, 2):
        if inside:
            found += decoding.score(model, words, 0, 0, at) - least
            if at > 2 and labels[at - 3]:
                found += decoding.joined(model, words, 0, at)
    return found


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(RAWS), min_size=1, max_size=6),
    st.integers(0, 2),
    st.integers(-20, 20),
)
def test_the_sequence_found_is_the_best_of_all_sequences(raws, which, least):
    model = MODELS[which]
    words = words_of(model, raws)
    found = decoding.names(
        model, words, decoding.hopeful(words, -100_000), lambda _at: 0, least
    )
    labels = [at in found for at in range(2, len(words) - 2)]
    every = (
        total(model, words, guess, least)
        for guess in product((False, True), repeat=len(raws))
    )
    assert total(model, words, labels, least) == max(every)


def test_a_word_that_nothing_speaks_for_is_not_looked_at_closely():
    words = words_of(model_of(1), RAWS)
    sums = [
        words[at].own
        + words[at - 1].to_next[words[at].bucket]
        + words[at + 1].to_last[words[at].bucket]
        for at in range(2, len(words) - 2)
    ]
    least = sorted(sums)[-2]
    assert max(sums) > 0
    expected = [at for at, found in enumerate(sums, 2) if found >= least]
    found = decoding.hopeful(words, least)
    assert set(expected) <= set(found)
    assert all(min(abs(at - one) for one in expected) <= 1 for at in found)
    assert decoding.hopeful(words, 100_000) == []


def test_an_empty_line_has_nothing_to_look_at():
    assert decoding.hopeful(words_of(MODELS[0], []), -100_000) == []

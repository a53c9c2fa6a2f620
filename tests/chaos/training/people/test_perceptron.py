from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.names.features import EDGE, of_place, of_word
from callcore.shared.observe.masking.words import word_of
from chaos.training.people.examples import Example
from chaos.training.people.perceptron import Perceptron, viterbi


def example(text, *names):
    words = [word_of(raw) for raw in text.split()]
    seen = [of_word(word.text, word.flags, 0, 0) for word in words]
    labels = [word.text in names for word in words]
    edged = [EDGE, EDGE, *seen, EDGE, EDGE]
    return Example(edged, [0] * (len(edged) + 1), labels)


EXAMPLES = [
    example("мене звати трухан", "трухан"),
    example("дзвонить трухан ілько завтра", "трухан", "ілько"),
    example("завтра дзвонить майстер"),
    example("мене завтра немає"),
]


def test_it_learns_until_nothing_is_wrong():
    learner = Perceptron(miss=3, alarm=3)
    wrong = [learner.learn_all(EXAMPLES) for _ in range(30)]
    assert wrong[0] > 0
    assert wrong[-1] == 0


def test_the_mean_weights_tell_names_from_other_words():
    learner = Perceptron()
    for _ in range(30):
        learner.learn_all(EXAMPLES)
    weights, unit = learner.averaged()
    assert unit > 0

    def score(asked, at):
        return sum(
            weights[number] for number in of_place(asked.words, asked.gaps, at + 2)
        )

    new = example("мене звати гребінь", "гребінь")
    assert score(new, 2) > max(score(new, 0), score(new, 1))


def test_the_same_examples_give_the_same_bytes():
    def learnt():
        learner = Perceptron()
        for _ in range(5):
            learner.learn_all(EXAMPLES)
        return learner.averaged()

    assert learnt() == learnt()


def test_nothing_learnt_is_all_zero():
    weights, unit = Perceptron().averaged()
    assert not any(weights)
    assert unit > 0


@given(
    st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=8)
)
def test_the_labels_are_the_best_of_all(scores):
    found = [score for score, _ in scores]
    joins = [join for _, join in scores]

    def total(labels):
        return sum(
            score + (join if at and labels[at - 1] else 0)
            for at, (score, join, inside) in enumerate(
                zip(found, joins, labels, strict=True)
            )
            if inside
        )

    best = max(total(labels) for labels in product((False, True), repeat=len(found)))
    assert total(viterbi(found, joins)) == best

from __future__ import annotations

import pytest

from callcore.engines.errors import EngineLost
from callcore.engines.llm.offline.hearing import Heard
from callcore.engines.llm.offline.intents import MAX_REMEMBERED, Intents, pick


def test_a_clear_best_is_picked():
    assert pick(["help", "help", "price"], [0.7, 0.95, 0.9]) == "help"


@pytest.mark.parametrize(
    ("intents", "scores"),
    [
        (["help", "price"], [0.85, 0.5]),  # too far from everything
        (["help", "price"], [0.95, 0.949]),  # two are as near
        (["bye", "price"], [0.90, 0.5]),  # hanging up needs more
        ([], []),
    ],
)
def test_a_doubtful_best_is_rejected(intents, scores):
    assert pick(intents, scores) == ""


def test_a_remark_about_nothing_is_no_intent():
    assert pick(["", "help"], [0.99, 0.9]) == ""


class Scores:
    def __init__(self, *, fail=False):
        self.asked = 0
        self.fail = fail

    async def similarity(self, text, examples):
        self.asked += 1
        if self.fail:
            raise EngineLost("nlu", "gone")
        return [0.95 if "real person" in example else 0.3 for example in examples]


async def test_what_was_asked_is_remembered():
    scores = Scores()
    intents = Intents(scores)
    for _ in range(3):
        heard = await intents.meant(Heard("somebody alive"), "en")
        assert heard.has("operator")
    assert scores.asked == 1


async def test_a_failure_is_not_remembered():
    scores = Scores(fail=True)
    intents = Intents(scores)
    assert (await intents.meant(Heard("somebody alive"), "en")).empty
    scores.fail = False
    assert (await intents.meant(Heard("somebody alive"), "en")).has("operator")


async def test_a_single_word_is_not_worth_asking():
    scores = Scores()
    assert (await Intents(scores).meant(Heard("blurp"), "en")).empty
    assert scores.asked == 0


async def test_memory_is_bounded():
    intents, scores = Intents(None), Scores()
    intents = Intents(scores)
    for n in range(MAX_REMEMBERED + 5):
        await intents.meant(Heard(f"somebody alive {n}"), "en")
    await intents.meant(Heard("somebody alive 0"), "en")
    assert scores.asked == MAX_REMEMBERED + 6


@pytest.mark.native
def test_unseen_paraphrases_are_understood_and_remarks_are_not():
    from callcore.engines.llm.offline.examples_en import EXAMPLES
    from callcore.engines.nlu import NativeSimilarity

    model = NativeSimilarity()
    pairs = [(intent, text) for intent, texts in EXAMPLES.items() for text in texts]

    def meant(text):
        scores = model.similarity(text, [example for _, example in pairs])
        return pick([intent for intent, _ in pairs], scores)

    assert meant("put a colleague of yours on the line") == "operator"
    assert meant("my parcel has still not come") == "status"
    for remark in (
        "my cat is sleeping on the sofa",
        "two plus two is four",
        "I need a haircut",
    ):
        assert meant(remark) == ""

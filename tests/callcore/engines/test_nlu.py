from __future__ import annotations

import pytest

from callcore.engines.nlu import NativeSimilarity, plain


def test_texts_are_compared_without_case_and_punctuation():
    assert plain("Where's  MY order?!") == "where's my order"
    assert plain("Де моє замовлення, будь ласка…") == "де моє замовлення будь ласка"
    assert plain("?!") == ""
    assert len(plain("слово " * 500)) <= 400


@pytest.mark.native
@pytest.mark.parametrize(
    ("text", "examples"),
    [
        ("What happened to my parcel?", ("where is my order", "i want a shirt", "bye")),
        ("Что с моей посылкой?", ("где мой заказ", "хочу рубашку", "до свидания")),
        ("Що з моєю посилкою?", ("де моє замовлення", "хочу сорочку", "бувайте")),
    ],
)
def test_a_paraphrase_is_nearest_to_its_meaning(text, examples):
    scores = NativeSimilarity().similarity(text, examples)
    assert max(scores) == scores[0]

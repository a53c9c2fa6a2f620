from __future__ import annotations

import pytest

from callcore.shared.sealed.form import MOST_CHARS, is_sealed
from tests.kit.keys import RING


def test_a_sealed_value_is_known_by_its_look() -> None:
    assert is_sealed(RING.seal("x", "p"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1",
        "v1.k1.short",
        "+380671234567",
        "v1.k1." + "A" * MOST_CHARS,
        "v1.k1." + "A" * 40 + "\n",
    ],
)
def test_what_looks_otherwise_is_none(text: str) -> None:
    assert not is_sealed(text)


def test_the_longest_texts_that_are_sealed_are_known() -> None:
    assert is_sealed(RING.seal("\U0001f600" * 752, "p"))

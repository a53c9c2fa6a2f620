from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.sealed.form import UNREADABLE, is_sealed
from callcore.shared.sealed.keyring import KeyRing, Unreadable, derived
from callcore.shared.sealed.keytext import new_key, read

OLD, NEW = new_key(), new_key()
RING = KeyRing.of(OLD)
PLACE = "call_callers/1"


@given(text=st.text(st.characters(codec="utf-8")), place=st.text(max_size=50))
def test_what_was_sealed_opens_in_its_place_to_the_same_text(
    text: str, place: str
) -> None:
    place = place.encode(errors="replace").decode()
    sealed = RING.seal(text, place)
    assert RING.open(sealed, place) == text
    assert bool(text) is is_sealed(sealed) or len(text) > 1_000


def test_the_same_text_is_never_sealed_the_same_and_stands_nowhere_in_it() -> None:
    first, second = (RING.seal("+380671234567", PLACE) for _ in range(2))
    assert first != second
    assert "67123" not in first


def test_a_value_that_was_moved_to_another_row_does_not_open() -> None:
    sealed = RING.seal("+380671234567", "call_callers/1")
    for place in ("call_callers/2", "worklist/1", ""):
        with pytest.raises(Unreadable):
            RING.open(sealed, place)


def test_a_value_under_the_name_of_another_key_does_not_open() -> None:
    ring = KeyRing.of(f"{OLD},{NEW}")
    one, other = (text.partition(":")[0] for text in (OLD, NEW))
    with pytest.raises(Unreadable):
        ring.open(ring.seal("x", PLACE).replace(one, other), PLACE)
    twins = KeyRing(
        {"a": next(iter(read(OLD).values())), "b": next(iter(read(OLD).values()))}
    )
    with pytest.raises(Unreadable):
        twins.open(twins.seal("x", PLACE).replace(".a.", ".b."), PLACE)


@pytest.mark.parametrize("at", range(0, 55, 3))
def test_a_letter_that_changed_is_noticed(at: int) -> None:
    sealed = RING.seal("+380671234567", PLACE)
    changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
    assert RING.shown(changed, PLACE) == UNREADABLE


@pytest.mark.parametrize(
    "text", ["+380671234567", "v1.x.", "v2." + "A" * 60, "v1.k1." + "A" * 41]
)
def test_what_is_no_sealed_value_is_unreadable_and_never_shown(text: str) -> None:
    with pytest.raises(Unreadable):
        RING.open(text, PLACE)
    assert RING.shown(text, PLACE) == UNREADABLE


def test_another_key_opens_nothing() -> None:
    sealed = RING.seal("+380671234567", PLACE)
    assert KeyRing.of(NEW).shown(sealed, PLACE) == UNREADABLE


def test_keys_are_changed_one_after_the_other() -> None:
    sealed = RING.seal("+380671234567", PLACE)
    both = KeyRing.of(f"{NEW},{OLD}")
    assert both.open(sealed, PLACE) == "+380671234567"
    assert not both.is_current(sealed)
    anew = both.again(sealed, PLACE)
    assert KeyRing.of(NEW).open(anew, PLACE) == "+380671234567"
    assert both.again(anew, PLACE) == anew


def test_nothing_is_sealed_as_nothing() -> None:
    assert RING.seal("", PLACE) == RING.open("", PLACE) == ""
    assert RING.is_current("")


def test_keys_for_sealing_and_for_marks_are_others_and_no_repr_tells_one() -> None:
    ((key_id, key),) = read(OLD).items()
    assert len({derived(key, "seal"), derived(key, "marks"), key}) == 3
    assert repr(RING) == f"KeyRing({key_id})"

from __future__ import annotations

from callcore.shared.observe.masking.claims import Claims


def test_the_first_claim_on_a_character_wins():
    claims = Claims("abcdef")
    claims.keep(0, 3)
    assert not claims.free(2, 4)
    assert claims.free(3, 6)


def test_tags_stand_where_the_text_was_whatever_their_order():
    claims = Claims("ring 111 or 222 now")
    claims.replace(12, 15, "B")
    claims.replace(5, 8, "A")
    assert claims.masked() == "ring [A] or [B] now"


def test_a_text_without_claims_comes_back_whole():
    assert Claims("").masked() == ""
    assert Claims("abc").masked() == "abc"

from __future__ import annotations

from callcore.engines.llm.offline.wish import Wish

WINTER = Wish(category="tyre", season="winter", profile="205/55", diameter="16")


def test_a_wish_becomes_a_query():
    assert WINTER.query == "winter tyre 205/55 R16"
    assert Wish(viscosity="5W-30", volume="4").query == "oil 5W-30 4 l"


def test_more_words_add_and_correct():
    assert WINTER.merged(Wish(season="summer", brand="Nokian")).query == (
        "summer tyre Nokian 205/55 R16"
    )


def test_another_profile_forgets_the_rim_of_the_old_one():
    assert WINTER.merged(Wish(profile="195/65")).size == "195/65"


def test_another_category_starts_afresh():
    assert WINTER.merged(Wish(category="oil")) == Wish(category="oil")


def test_a_hundred_tyres_are_not_searched():
    assert not Wish(category="tyre", season="winter").enough
    assert Wish(diameter="16").enough
    assert not Wish(category="oil").enough
    assert Wish(category="wheel", diameter="16").enough


def test_products_must_fit_in_everything_that_was_said():
    attributes = {"size": "205/55 R16", "season": "winter"}
    assert WINTER.fits("Any", attributes)
    assert not WINTER.fits("Any", attributes | {"season": "summer"})
    assert not WINTER.fits("Any", attributes | {"size": "205/55 R17"})
    assert not Wish(brand="Nokian").fits("Rosava", {})
    assert Wish(diameter="16").fits("Any", {"diameter": "16"})
    assert Wish(volume="4").fits("Any", {"volume_l": "4"})

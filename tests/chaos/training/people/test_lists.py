from __future__ import annotations

import pytest

from chaos.training.people.lists import LANGUAGES, FirstName, Surname, lines, load


def test_a_language_is_read_with_its_classes_and_pet_names(folder):
    found = load("uk")
    assert found.first[0] == FirstName("Борис", "m", ("Боря",))
    assert found.surnames == (Surname("Гончаренко", "n"), Surname("Павлов", "ov"))
    assert [name.lemma for name in found.of_gender("f")] == ["Ольга"]


def test_a_file_that_is_missing_is_empty(folder):
    assert load("ru").compound == ()
    assert lines(folder / "nowhere.txt") == ()


def test_counted_names_that_are_ordinary_words_are_left_out(folder):
    assert [name.lemma for name in load("en").census_first] == ["Baker"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_held_out_and_what_is_learnt_share_nothing_and_are_everything(language):
    whole = load(language)
    learnt, held = load(language, "learn", "learn"), load(language, "held", "held")
    for part in ("first", "surnames", "said", "plain"):
        one, two = set(getattr(learnt, part)), set(getattr(held, part))
        assert not one & two
        assert one | two == set(getattr(whole, part))
        assert len(two) > 0.08 * len(one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_packaged_lists_are_as_large_as_the_tagger_needs(language):
    found = load(language)
    assert len(found.first) >= 450
    assert len(found.surnames) >= 1500
    assert len(found.said) >= 700
    assert len(found.plain) >= 900


def test_words_that_are_names_too_are_among_the_words(folder):
    (folder / "en" / "both.txt").write_text("# both\nhope\n", encoding="utf-8")
    assert "hope" in load("en").words

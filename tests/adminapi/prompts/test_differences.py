from __future__ import annotations

from adminapi.prompts.differences import differences


def test_only_lines_that_differ_are_told_with_their_surroundings() -> None:
    before = {"en": "one\ntwo\nthree", "ru": "x", "uk": "y"}
    lines = differences(before, {**before, "en": "one\n2\nthree"})
    assert lines["en"] == ["@@ -1,3 +1,3 @@", " one", "-two", "+2", " three"]
    assert lines["ru"] == lines["uk"] == []


def test_a_language_that_was_missing_is_all_new() -> None:
    assert differences({}, {"en": "a"})["en"] == ["@@ -0,0 +1 @@", "+a"]

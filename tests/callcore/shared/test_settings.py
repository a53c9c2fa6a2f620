from __future__ import annotations

import re

from callcore.shared.settings import PREFIX, SETTINGS, variable_of

SECRET = re.compile(r"_keys?$|password|secret|token(?!s)")


def test_variables_are_named_after_the_fields():
    assert {variable_of(item) for item in SETTINGS} >= {
        "CALLCORE_HOST",
        "CALLCORE_LLM_KEY",
    }
    assert all(variable_of(item).startswith(PREFIX) for item in SETTINGS)


def test_every_setting_says_what_it_is_for_and_what_it_may_hold():
    for item in SETTINGS:
        assert item.metadata["about"], item.name
        assert item.metadata["kind"].allowed, item.name


def test_what_is_called_a_key_is_hidden():
    for item in SETTINGS:
        if SECRET.search(item.name):
            assert item.metadata["secret"], item.name


def test_what_is_shown_as_a_default_is_allowed():
    for item in SETTINGS:
        default = item.metadata["default"]
        if isinstance(default, str | int) and not isinstance(default, bool):
            text = str(default)
            assert not text or item.metadata["kind"].parse(text) == default, item.name

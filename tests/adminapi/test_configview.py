from __future__ import annotations

from adminapi import configview
from adminapi.settings import SETTINGS, load


def test_every_setting_has_a_line():
    config = load({"HOME": "/nonexistent"})
    assert len(configview.as_text(config).splitlines()) == len(SETTINGS)
    assert configview.as_markdown().count("| `ADMINAPI_") == len(SETTINGS)


def test_a_key_of_the_moment_is_another_each_time():
    config = load({"HOME": "/nonexistent"})
    assert (
        configview.with_key(config).signing_key
        != configview.with_key(config).signing_key
    )

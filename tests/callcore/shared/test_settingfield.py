# ruff: noqa: RUF009 - as in the tables themselves

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from callcore.shared import settingkinds as kind
from callcore.shared.config import ConfigError, load, read_table
from callcore.shared.settingfield import folder, setting


@dataclass(frozen=True, kw_only=True)
class Shop:
    port: int = setting(8080, kind.port(), "a port")
    key: str = setting("", kind.WORD, "a key", secret=True)
    home: Path = setting(
        folder("XDG_STATE_HOME", ".local/state"), kind.PATH, "a folder"
    )


TABLE = fields(Shop)


def read(**environ):
    return read_table(environ, "SHOP_", TABLE, hint="look it up.")


def test_a_table_of_its_own_is_read_with_its_own_prefix():
    values, origins = read(SHOP_PORT="9000", CALLCORE_WORKERS="3")
    assert values["port"] == 9000
    assert origins == {"port": "environment", "key": "default", "home": "default"}


def test_a_variable_that_is_not_in_the_table_is_refused_by_the_name_of_its_owner():
    with pytest.raises(
        ConfigError, match="SHOP_PART is not a setting of shop; did you"
    ):
        read(SHOP_PART="9000")
    with pytest.raises(ConfigError, match=r"SHOP_ROOF.*look it up\."):
        read(SHOP_ROOF="red")


def test_a_secret_is_not_quoted_when_it_is_wrong():
    with pytest.raises(ConfigError) as caught:
        read(SHOP_KEY="se\x00cret")
    assert "cret" not in str(caught.value)


def test_a_secret_is_not_in_the_repr_of_its_table():
    config = load({"HOME": "/h", "CALLCORE_LLM_KEY": "sk-very-secret"})
    assert config.llm_key == "sk-very-secret"
    assert "very-secret" not in repr(config)


def test_a_folder_follows_its_variable_and_ignores_a_relative_one():
    assert read(XDG_STATE_HOME="/s", HOME="/h")[0]["home"] == Path("/s/callcore")
    values, _ = read(XDG_STATE_HOME="s", HOME="/h")
    assert values["home"] == Path("/h/.local/state/callcore")

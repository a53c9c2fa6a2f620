from __future__ import annotations

from pathlib import Path

import pytest

from callcore.app.keys import keys_of, own_keys, ring_of
from callcore.shared.config import ConfigError, load
from callcore.shared.sealed.keyfile import NAME
from tests.kit.keys import DATA_KEYS, RING

URL = "postgresql:///none"


def test_keys_of_the_environment_are_taken_with_and_without_a_database(
    tmp_path: Path,
) -> None:
    for more in ({}, {"CALLCORE_DATABASE_URL": URL}):
        config = load(
            {
                "CALLCORE_DATA_DIR": str(tmp_path),
                "CALLCORE_DATA_KEYS": DATA_KEYS,
                **more,
            }
        )
        assert ring_of(config).open(RING.seal("x", "p"), "p") == "x"
    assert not (tmp_path / NAME).exists()


def test_a_database_without_a_key_is_refused_with_what_to_do(tmp_path: Path) -> None:
    config = load({"CALLCORE_DATA_DIR": str(tmp_path), "CALLCORE_DATABASE_URL": URL})
    with pytest.raises(ConfigError, match="callcore new-key"):
        keys_of(config)
    assert not (tmp_path / NAME).exists()
    assert own_keys(config)  # `callcore dev` has a database of this machine


def test_a_house_of_files_makes_its_own_key_once(tmp_path: Path) -> None:
    config = load({"CALLCORE_DATA_DIR": str(tmp_path)})
    assert keys_of(config) == keys_of(config) == (tmp_path / NAME).read_text().strip()


def test_a_key_file_that_is_damaged_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("change-me")
    with pytest.raises(ConfigError, match="holds no key"):
        keys_of(load({"CALLCORE_DATA_DIR": str(tmp_path)}))


@pytest.mark.parametrize(
    "text",
    ["change-me", "k1:change-me", "k1:" + "A" * 43, DATA_KEYS[:-4]],
    ids=["placeholder", "named-placeholder", "repeated", "short"],
)
def test_a_placeholder_is_refused_by_the_settings_without_quoting_it(text: str) -> None:
    with pytest.raises(
        ConfigError, match="CALLCORE_DATA_KEYS must be ID:KEY"
    ) as refused:
        load({"CALLCORE_DATA_KEYS": text})
    assert text not in str(refused.value)

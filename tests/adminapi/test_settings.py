from __future__ import annotations

import pytest

from adminapi.settings import SETTINGS, ConfigError, load


def test_the_defaults_listen_to_this_machine_only():
    config = load({"HOME": "/nonexistent"})
    assert (config.host, config.ops_host) == ("127.0.0.1", "127.0.0.1")
    assert config.signing_key == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "80"),
        ("PROXIES", "-1"),
        ("PUBLIC_URL", "office"),
        ("IDLE_HOURS", "0"),
        ("UNKNOWN", "1"),
    ],
)
def test_what_is_not_allowed_stops_the_start(name, value):
    with pytest.raises(ConfigError):
        load({"HOME": "/", f"ADMINAPI_{name}": value})


def test_what_is_secret_is_marked_so():
    secret = {each.name for each in SETTINGS if each.metadata["secret"]}
    assert secret == {
        "database_url",
        "redis_url",
        "data_keys",
        "signing_key",
        "old_signing_key",
        "s3_key",
    }

"""What stops the start, and that nobody is there before somebody is made: number 27."""

from __future__ import annotations

import base64

import pytest

from adminapi.auth import keys
from adminapi.settings import load
from adminapi.startcheck import NotReady, check, is_local
from callcore.shared.database.pool import one, open_database
from tests.kit.adminhouse import config_of

GOOD = {
    "database_url": "postgresql://db/x",
    "redis_url": "redis://r/0",
    "public_url": "https://office.example",
}


@pytest.mark.integration
async def test_a_fresh_install_has_no_account(database_url):
    async with open_database(database_url) as database:
        row = await database.run(lambda c: one(c, "SELECT count(*) AS n FROM users"))
        assert row == {"n": 0}


def test_good_settings_start():
    check(config_of(**GOOD))


@pytest.mark.parametrize(
    "key",
    [
        "",
        "secret",
        "changeme" * 8,
        "supersecret-supersecret-supersecret-supersecret",
        base64.b64encode(b"0" * 32).decode(),
        base64.b64encode(bytes(range(8)) * 4).decode(),
        base64.b64encode(b"this is my very secret signing key!").decode(),
        "bxO14TFpjYgYuUg062ZvYuAms7HEfY",
    ],
)
@pytest.mark.parametrize("which", ["signing_key", "old_signing_key"])
def test_a_signing_key_that_is_not_random_stops_the_start(which, key):
    if which == "old_signing_key" and not key:
        return
    with pytest.raises(NotReady, match="new-key") as caught:
        check(config_of(**{**GOOD, which: key}))
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "http://office.example"),
        ("public_url", "https://office.example/admin"),
        ("database_url", ""),
        ("redis_url", ""),
    ],
)
def test_unsafe_settings_stop_the_start_with_one_sentence(name, value):
    with pytest.raises(NotReady, match=r"^ADMINAPI_[^.]*\.$"):
        check(config_of(**{**GOOD, name: value}))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"]
)
def test_only_this_machine_may_go_without_tls(url):
    check(config_of(**{**GOOD, "public_url": url}))


def test_a_name_that_looks_local_is_not():
    assert not is_local("localhost.evil.example")
    assert not is_local("127.0.0.1.evil.example")
    assert not is_local("10.0.0.1")


def test_keys_that_are_made_are_taken():
    for _ in range(50):
        made = keys.new_key()
        assert keys.read_keys(made).secrets
        assert load({"HOME": "/", "ADMINAPI_SIGNING_KEY": made}).signing_key == made

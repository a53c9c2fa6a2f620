"""A second factor whose secret is sealed; over HTTP it is tested in test_account.py."""

from __future__ import annotations

import logging

import pyotp
import pytest

from adminapi.auth import totp, userrows
from adminapi.auth.codes import Codes
from callcore.shared.database.pool import one, open_database
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.keytext import new_key
from tests.kit.keys import RING

pytestmark = pytest.mark.integration
NOW_S = 1_800_000_000.0
SECRET = totp.new_secret()
CODES = Codes(RING, lambda: NOW_S)


async def used(url: str, kept: str, codes: Codes, *shown: str) -> list[bool]:
    """Return which of some codes were taken, one after the other."""

    def work(connection: object) -> list[bool]:
        user_id = userrows.insert(connection, "ann", "viewer", "hash")  # type: ignore[arg-type]
        text = codes.sealed(user_id, SECRET) if kept == "sealed" else kept
        if kept == "foreign":
            text = Codes(KeyRing.of(new_key()), codes.now_s).sealed(user_id, SECRET)
        userrows.set_totp(connection, user_id, text, on=True)  # type: ignore[arg-type]
        userrows.keep_recovery_codes(connection, user_id, ["abcde-fghij"])  # type: ignore[arg-type]
        row = one(connection, "SELECT totp_secret FROM users")  # type: ignore[arg-type]
        assert row is not None
        assert (SECRET in row["totp_secret"]) is (kept == SECRET)
        taken = []
        for each in shown:
            account = userrows.find(connection, user_id)  # type: ignore[arg-type]
            assert account is not None
            taken.append(codes.use(connection, account, each))  # type: ignore[arg-type]
        return taken

    async with open_database(url) as database:
        return await database.run(work)


@pytest.mark.parametrize(
    "kept", ["sealed", SECRET], ids=["sealed", "of-an-earlier-version"]
)
async def test_a_code_is_good_once(database_url: str, kept: str) -> None:
    code = pyotp.TOTP(SECRET).at(int(NOW_S))
    assert await used(database_url, kept, CODES, code, code) == [True, False]


async def test_without_its_key_a_recovery_code_is_the_way_in(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    code = pyotp.TOTP(SECRET).at(int(NOW_S))
    with caplog.at_level(logging.ERROR):
        taken = await used(database_url, "foreign", CODES, code, "abcde-fghij")
    assert taken == [False, True]
    assert "a second factor does not open" in caplog.text

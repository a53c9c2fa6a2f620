from __future__ import annotations

import pyotp
import pytest

from adminapi.auth import totp
from tests.kit.adminhouse import PASSWORD, admin_house

pytestmark = pytest.mark.integration


async def with_second_factor(house):
    """Turn it on for the viewer; return its codes and the recovery codes."""
    told = await house.post("/me/second-factor", {"password": PASSWORD}, role="viewer")
    otp = pyotp.TOTP(told.json["secret"])
    now_s = house.office.now_s()
    confirmed = await house.post(
        "/me/second-factor/confirm", {"code": otp.at(int(now_s))}, role="viewer"
    )
    assert confirmed.status == 200
    return otp, confirmed.json["codes"]


async def log_in(house, **more):
    return await house.post(
        "/auth/login", {"name": "viewer", "password": PASSWORD, **more}
    )


async def test_a_second_factor_is_asked_for_and_each_code_is_good_once(database_url):
    async with admin_house(database_url) as house:
        otp, _ = await with_second_factor(house)
        assert (await log_in(house)).problem == "code-required"
        assert (await log_in(house, code="000000")).problem == "wrong-login"
        used = otp.at(int(house.office.now_s()))
        assert (await log_in(house, code=used)).problem == "wrong-login", (
            "at confirmation"
        )
        following = otp.at(int(house.office.now_s()) + totp.STEP_S)
        assert (await log_in(house, code=following)).status == 200
        assert (await log_in(house, code=following)).status in (401, 429)


async def test_a_recovery_code_lets_in_once(database_url):
    async with admin_house(database_url) as house:
        _, codes = await with_second_factor(house)
        assert (await log_in(house, code=codes[0])).status == 200
        assert (await log_in(house, code=codes[0])).problem == "wrong-login"
        me = await house.get("/me", role="viewer")
        assert (me.json["second_factor"], me.json["recovery_codes"]) == (True, 9)


async def test_a_second_factor_can_be_turned_off_only_with_the_password(database_url):
    async with admin_house(database_url) as house:
        await with_second_factor(house)
        wrong = await house.post(
            "/me/second-factor/disable", {"password": "x"}, role="viewer"
        )
        assert wrong.problem == "wrong-login"
        off = await house.post(
            "/me/second-factor/disable", {"password": PASSWORD}, role="viewer"
        )
        assert off.status == 204
        assert (await log_in(house)).status == 200


async def test_a_secret_that_was_not_confirmed_counts_nothing(database_url):
    async with admin_house(database_url) as house:
        await house.post("/me/second-factor", {"password": PASSWORD}, role="viewer")
        assert (await log_in(house)).status == 200


async def test_one_sees_and_ends_ones_own_sessions(database_url):
    async with admin_house(database_url) as house:
        user = house.users["operator"]
        others = [
            await house.log_in(user.user_id, user.name, user.role) for _ in range(3)
        ]
        items = (await house.get("/me/sessions", token=user.token)).json["items"]
        assert len(items) == 4
        assert [each["session_id"] for each in items if each["current"]] == [
            user.session_id
        ]
        assert (
            await house.delete(f"/me/sessions/{others[0].session_id}", token=user.token)
        ).status == 204
        assert (await house.get("/me", token=others[0].token)).status == 401
        assert (await house.delete("/me/sessions", token=user.token)).json == {
            "ended": 2
        }
        assert (await house.get("/me", token=others[1].token)).status == 401
        assert (await house.get("/me", token=user.token)).status == 200


async def test_a_new_password_must_be_another_and_a_good_one(database_url):
    async with admin_house(database_url) as house:
        for new in (PASSWORD, "short", "password1234"):
            wanted = {"password": PASSWORD, "new_password": new}
            told = await house.post("/me/password", wanted, role="viewer")
            assert told.status == 422, new

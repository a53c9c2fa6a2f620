from __future__ import annotations

import pyotp

from adminapi.auth import totp

SECRET = totp.new_secret()
NOW_S = 1_790_000_010.0
STEP = int(NOW_S) // totp.STEP_S


def code(steps=0):
    return pyotp.TOTP(SECRET).at((STEP + steps) * totp.STEP_S)


def test_a_code_is_good_for_a_step_before_and_after():
    found = [totp.step_of(SECRET, code(n), NOW_S, 0) for n in (-2, -1, 0, 1, 2)]
    assert found == [None, STEP - 1, STEP, STEP + 1, None]


def test_a_code_that_was_used_is_over_and_so_are_those_before_it():
    assert totp.step_of(SECRET, code(), NOW_S, STEP) is None
    assert totp.step_of(SECRET, code(-1), NOW_S, STEP) is None
    assert totp.step_of(SECRET, code(1), NOW_S, STEP) == STEP + 1


def test_another_secrets_code_is_wrong():
    assert totp.step_of(totp.new_secret(), code(), NOW_S, 0) is None


def test_recovery_codes_differ_and_the_uri_names_the_user():
    assert len(set(totp.recovery_codes())) == totp.RECOVERY_CODES
    assert "Olha%20K" in totp.uri(SECRET, "Olha K", "callcore")

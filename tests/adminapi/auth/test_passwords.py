from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.auth import passwords
from adminapi.auth.passwords import PasswordRefused

GOOD = (
    "correct horse battery 7 staple",
    "Tr0ub4dor&3-extra",
    "їжак біжить лісом",
    "🦊🐻🐼🐨🦁🐯 fox and co",
)
BAD = ("password1234", "Password12345!", "qwertyuiop123", "administrator1", "123456789012", "aaaaaaaaaaaa",
       "abcabcabcabc", "P@ssw0rd2026!!", "welcome2026!!", "йцукенгшщзхъ", "пароль123456", "callcore2026!",
       "letmein letmein", "qazwsxedcrfv", "            ", "changemechangeme", "abcdefghijklmn")  # fmt: skip


@pytest.mark.parametrize("password", GOOD)
def test_a_sentence_of_ones_own_is_taken(password):
    passwords.check(password, "Olha")


@pytest.mark.parametrize("password", BAD)
def test_what_everybody_tries_first_is_refused(password):
    with pytest.raises(PasswordRefused) as caught:
        passwords.check(password)
    assert password.strip() not in str(caught.value) or not password.strip()


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 11,
        "ab cd ef gh " * 30,
        "nul \0 in the middle",
        "half \ud800 of a pair",
    ],
)
def test_what_is_too_short_too_long_or_no_text_is_refused(password):
    with pytest.raises(PasswordRefused):
        passwords.check(password)


def test_ones_name_is_no_password():
    with pytest.raises(PasswordRefused, match="name"):
        passwords.check("Oleksandra the great", "oleksandra")


def test_both_forms_of_a_letter_are_one():
    assert passwords.normal("e\u0301") == passwords.normal("\u00e9")


@given(st.text(max_size=300))
def test_any_text_is_taken_or_refused(text):
    try:
        passwords.check(text, "somebody")
    except PasswordRefused as error:
        assert str(error).endswith(".")  # noqa: PT017


def test_one_time_passwords_are_taken_and_differ():
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        assert len(password) >= passwords.LEAST

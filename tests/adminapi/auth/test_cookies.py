from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adminapi.auth import cookies

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_browser_is_known_for_its_user_only():
    cookie = cookies.device_cookie([NEW], "u")
    assert cookies.device_of([NEW], cookie, "u")
    assert not cookies.device_of([NEW], cookie, "v")
    assert not cookies.device_of([OLD], cookie, "u")


def test_a_browser_stays_known_while_keys_are_changed():
    assert cookies.device_of([NEW, OLD], cookies.device_cookie([OLD], "u"), "u")


@given(st.text())
def test_any_text_is_no_browser(text):
    assert cookies.device_of([NEW], text, "u") == ""


def test_a_dropped_cookie_is_over_at_once():
    assert "Max-Age=0" in cookies.drop(cookies.REFRESH)[1]

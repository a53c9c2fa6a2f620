"""Which keys stop the start: tests/adminapi/security/test_start.py."""

from __future__ import annotations

import base64

from adminapi.auth import keys
from adminapi.auth.keys import key_id, read_keys


def test_a_key_may_be_written_in_either_alphabet_with_or_without_padding():
    raw = bytes(range(200, 256))[:32]
    texts = [base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()]
    found = {
        read_keys(text).secrets for text in (*texts, *(t.rstrip("=") for t in texts))
    }
    assert found == {(raw,)}


def test_the_newest_key_comes_first_and_each_purpose_has_its_own():
    new, old = keys.new_key(), keys.new_key()
    both = read_keys(new, old)
    assert both.derived("a")[0] == read_keys(new).derived("a")[0]
    assert both.derived("a")[1] == read_keys(old).derived("a")[0]
    assert len({*both.derived("a"), *both.derived("b"), *both.secrets}) == 6
    assert key_id(both.derived("a")[0]) != key_id(both.derived("a")[1])

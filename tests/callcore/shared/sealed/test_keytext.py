from __future__ import annotations

import base64

import pytest

from callcore.shared.sealed import keytext

KEY = keytext.new_key()


def in_base64(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def test_a_new_key_is_a_ring_of_one_and_never_the_same() -> None:
    ((key_id, key),) = keytext.read(KEY).items()
    assert key_id.startswith("k")
    assert len(key) == keytext.KEY_BYTES
    assert keytext.new_key() != KEY
    assert keytext.checked(KEY) == KEY


def test_the_first_of_several_keys_stays_the_first() -> None:
    other = keytext.new_key()
    assert list(keytext.read(f"{other}, {KEY}")) == [
        other.partition(":")[0],
        KEY.partition(":")[0],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "change-me",
        "k1:change-me",
        "k1:",
        KEY.partition(":")[2],
        f"K1:{KEY.partition(':')[2]}",
        f"k1:{KEY.partition(':')[2][:-4]}",
        f"k1:{KEY.partition(':')[2]}AAAA",
        f"k1:{in_base64(bytes(32))}",
        f"k1:{in_base64(b'0123456789abcdefghijklmnopqrstuv')}",
        f"k1:{in_base64(bytes(range(128, 136)) * 4)}",
        f"{KEY},{KEY}",
        f"{KEY},k2:{KEY.partition(':')[2]}",
        f"{KEY},",
        ",".join(keytext.new_key() for _ in range(9)),
        f"k1:{'ї' * 43}",
    ],
    ids=[
        *("nothing", "placeholder", "named-placeholder", "no-key", "no-id", "large-id"),
        *("short", "long", "zeros", "typed", "repeated", "twice", "same-key", "comma"),
        *("too-many", "no-base64"),
    ],
)
def test_what_is_no_key_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(id|key|ring)$"):
        keytext.read(text)

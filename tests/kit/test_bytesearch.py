"""The search sees what was written in any way, and sees nothing else."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

import pytest

from tests.kit.bytesearch import Needles

NEEDLES = Needles(
    ["380607341958"], ["непейпив", "brimblecomb"], ["нуль шість нуль п'ять один сім"]
)


def found(data):
    return {hit.needle for hit in NEEDLES.in_text(data)}


WAYS = {
    "plain": lambda text: text.encode(),
    "capitals": lambda text: text.upper().encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "cp1251": lambda text: text.title().encode("cp1251"),
    "json": lambda text: json.dumps({"text": f"a\n{text}"}).encode(),
    "json in json": lambda text: json.dumps(
        json.dumps(text, ensure_ascii=False)
    ).encode(),
    "url": lambda text: b"GET /products?query=" + quote(text).encode(),
    "base64": lambda text: base64.b64encode(f"my name is {text}".encode()),
    "url base64": lambda text: base64.urlsafe_b64encode(f"name?>: {text}".encode()),
    "hex": lambda text: b"\\x" + f"my name is {text}".encode().hex().encode(),
    "python bytes": lambda text: repr(f"my name is {text}".encode()).encode(),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()).encode(),
    "entities": lambda text: text.encode("ascii", "xmlcharrefreplace"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_found_however_it_is_written(way):
    assert found(b"before " + WAYS[way]("непейпиво") + b" after")


@pytest.mark.parametrize(
    "text",
    [
        "+380607341958",
        "(060) 734-19-58",
        "060 734 19 58",
        "tel:0607341958;x",
        "0.6.0.7.3.4",
        "734-19",
        "[PHONE] 41 95 8",
        "phone380607341958x",
        '{"n": 607341}',
    ],
)
def test_five_digits_of_a_number_are_found_whatever_stands_between(text):
    assert found(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "7341",
        "0.73419",  # a measure
        str(UUID("a0b1c2d3-7341-4958-a060-73b195800000")),
        datetime(2026, 7, 3, 4, 19, 58, tzinfo=UTC).isoformat(),
        "sha 9f73419a",
        "67341987 107 call.event",  # a checksum: digits of his, but not by themselves
        "port 27341",
        "734\n195",
        "нуль п'ять",
        "brimble",
    ],
)
def test_what_is_no_number_of_his_is_not(text):
    assert not found(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "нуль шість нуль",
        "НУЛЬ, шість, нуль!",
        "номер шість нуль п’ять",
        "тел нуль-п'ять один",
    ],
)
def test_three_words_of_a_number_that_was_said_are_found(text):
    assert found(text.encode())


def test_a_hit_shows_what_stands_around_it():
    (hit,) = NEEDLES.in_bytes(b"the text before it, brimblecombe, and behind it")
    assert (hit.needle, hit.view) == ("brimblecomb", "raw")
    assert "before it, brimblecombe, and behind" in hit.around


def test_ciphers_and_pictures_hold_nobodys_five_digits():
    hidden = base64.b64encode(b"\x00\xff 73419 \x01\x02 and more of it")
    assert not found(hidden)

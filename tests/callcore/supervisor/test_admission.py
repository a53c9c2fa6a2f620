"""Who calls, which number, which language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.protocol.fastagi import Request
from callcore.protocol.link import MAX_TEXT_CHARS, Admit, encode
from callcore.supervisor.admission import admission_of


def request(*args: str, **env: str) -> Request:
    return Request({f"agi_{key}": value for key, value in env.items()}, "admit", args)


@pytest.mark.parametrize(
    ("asked", "args", "did", "language"),
    [
        ("admit", (), "100", "en"),
        ("admit?language=uk", (), "100", "uk"),
        ("admit?language=ru-RU", (), "100", "ru"),
        ("admit?x=1&language=uk", (), "100", "uk"),
        ("admit?language=klingon", (), "200", "uk"),
        ("admit", ("language=ru",), "200", "ru"),
        ("admit", ("ru",), "200", "uk"),
        ("admit", (), "200", "uk"),
    ],
)
def test_the_language_is_asked_for_or_of_the_number_or_the_default(
    asked, args, did, language
):
    admission = admission_of(
        request(*args, network_script=asked, extension=did), {"200": "uk"}, "en"
    )
    assert admission.language == language


@pytest.mark.parametrize(
    ("extension", "dnid", "did"),
    [("100", "999", "100"), ("s", "999", "999"), ("", "unknown", ""), ("s", "", "")],
)
def test_the_number_is_the_extension_that_was_dialled(extension, dnid, did):
    env = {"extension": extension, "dnid": dnid}
    assert admission_of(request(**env), {}, "en").did == did


def test_a_withheld_caller_is_empty():
    assert admission_of(request(callerid="unknown"), {}, "en").caller == ""


@given(
    st.dictionaries(st.sampled_from(["callerid", "channel", "extension"]), st.text())
)
def test_whatever_asterisk_says_fits_through_the_link(env):
    admission = admission_of(request(**env), {}, "en")
    assert len(admission.caller) <= MAX_TEXT_CHARS
    assert encode(Admit(admission))


def test_the_longest_of_all_fits_through_the_link():
    long = "\N{PILE OF POO}" * 4000
    admission = admission_of(
        request(callerid=long, channel=long, extension=long), {}, "en"
    )
    assert encode(Admit(admission))

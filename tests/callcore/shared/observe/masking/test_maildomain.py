from __future__ import annotations

import pytest

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.maildomain import (
    domain_end,
    gap_of,
    is_mail_domain,
)


@pytest.mark.parametrize(
    "domain",
    [
        "gmail dot com",
        "yahoo dot co dot uk",
        "джи мейл точка ком",
        "мета крапка ю ей",
        "корп точка кейоу ем",
        "бэ ка точка ру",
        "gmail . com",
        "acme.com.ua",
        "gmail com",
        "укр нет",
        "укрнет",
        "мета ю ей",
        "ай крапка юа",
    ],
)
@pytest.mark.parametrize(
    "behind", ["", " thanks", " і перезвоніть", ", дякую", ". Так"]
)
def test_a_domain_ends_with_its_last_label(domain, behind):
    line = read(domain + behind)
    end = domain_end(line, 0)
    assert line.text[: line.ends[end - 1]] == domain


@pytest.mark.parametrize(
    "text",
    ["1.24", "nine dot", "the station", "dot com", "five. Then go", "", "a, b. c"],
)
def test_what_has_no_label_behind_a_dot_is_no_domain(text):
    assert domain_end(read(text), 0) == 0


def test_an_english_at_needs_a_domain_that_mail_has():
    def sure(text):
        line = read(text)
        return is_mail_domain(line, 0, domain_end(line, 0))

    assert sure("acme dot com")
    assert not sure("nine dot sharp")
    assert not sure("docs.example.com")  # a page, as likely


def test_brackets_around_a_word_count_as_a_blank():
    assert gap_of(read("ivan (at"), 1) == " "
    assert gap_of(read("ivan, at"), 1) == ", "
    assert gap_of(read("ivan" + " " * 9 + "at"), 1) == " " * 9

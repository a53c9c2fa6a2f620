"""HTML: what is not built by us is escaped."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.prompts.live.markup import interval_bar, joined, page, table, tag

EVIL = "<script>alert('x')</script>&\""


class Read(HTMLParser):
    """Collects tags and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.texts += [value for _, value in attrs]

    def handle_data(self, data):
        self.texts.append(data)


def read(text):
    parser = Read()
    parser.feed(text)
    parser.close()
    return parser


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_comes_out_as_the_text_it_was(text):
    parser = read(tag("p", text, title=text))
    assert parser.tags == ["p"]
    assert "".join(parser.texts) == 2 * text


def test_html_of_ours_is_not_escaped_twice():
    assert tag("p", tag("b", "a & b")) == "<p><b>a &amp; b</b></p>"
    assert joined([tag("i"), None, "<"]) == "<i></i>&lt;"


def test_attributes_that_are_words_of_python_lose_their_line():
    assert tag("p", class_="good") == '<p class="good"></p>'
    assert tag("p", aria_hidden="true") == '<p aria-hidden="true"></p>'
    assert tag("p", class_="") == "<p></p>"


def test_numbers_stand_to_the_right():
    text = table(["name", "n"], [[EVIL, "7"]], 1)
    assert '<td class="n">7</td>' in text
    assert "<script>" not in text
    assert read(text).texts == ["scroll", "name", "n", "n", EVIL, "n", "7"]


def test_a_table_may_do_without_a_head():
    assert "<thead>" not in table([], [["model", "x"]])


@pytest.mark.parametrize(
    ("low", "value", "high", "style"),
    [
        (0.0, 0.5, 1.0, "left:0.0%;width:100.0%"),
        (0.9, 0.95, 0.98, "left:90.0%;width:8.0%"),
    ],
)
def test_a_bar_shows_where_the_interval_lies(low, value, high, style):
    assert style in interval_bar(low, value, high)


def test_a_page_asks_the_network_for_nothing():
    text = page("title", tag("p", EVIL))
    assert text.startswith("<!doctype html>")
    assert "default-src 'none'" in text
    assert not {"script", "link", "img", "iframe"} & set(read(text).tags)
    assert "url(" not in text
    assert "http://" not in text
    assert "https://" not in text

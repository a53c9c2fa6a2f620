"""Addresses and methods, before any endpoint. More over HTTP: security/test_http.py."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from adminapi.edges.application import BODY_S, MOST_BODY_BYTES
from adminapi.edges.endpoint import PUBLIC, Shaped
from adminapi.edges.openapi import document
from adminapi.edges.shapes import Told, Wanted
from tests.kit.adminhouse import admin_house
from tests.kit.smallapp import endpoint, small_app

ID = "6f0c9c9e-0000-4000-8000-000000000001"
JSON = {"Content-Type": "application/json"}


class Where(Told):
    path: dict[str, str]


class Note(Wanted):
    text: str = ""


async def where(ask):
    return Where(path={name: str(value) for name, value in ask.path.items()})


async def length(ask):
    return Shaped(Where(path={"length": str(len(ask.body(Note).text))}))


@pytest.fixture
def web(tmp_path):
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "trap.txt").write_text("trap")
    return tmp_path


def app(files=None):
    table = [
        endpoint("/things", where, roles=PUBLIC),
        endpoint("/things", where, roles=PUBLIC, method="DELETE"),
        endpoint("/words/<word:name>", where, roles=PUBLIC),
        endpoint("/ids/<uuid:thing_id>", where, roles=PUBLIC),
        endpoint("/notes", length, roles=PUBLIC, method="POST", body=Note),
        endpoint(
            "/long",
            length,
            roles=PUBLIC,
            method="POST",
            body=Note,
            most_body_bytes=MOST_BODY_BYTES * 2,
        ),
    ]
    return small_app(*table) if files is None else small_app(*table, files=files)


GOOD_WORDS = ["a", "9", "a.b", "a-b_c", "a..b", "A" * 100]
BAD_WORDS = ["", ".a", "..", "-a", "_a", "a b", "a%20b", "a%00", "a%0a", "a%2fb", "é", "%d9%a1", "a" * 101]  # fmt: skip


@pytest.mark.parametrize("word", GOOD_WORDS)
async def test_a_word_comes_as_it_is(word):
    told = await app().ask("GET", f"/words/{word}")
    assert told.json["path"] == {"name": word}


@pytest.mark.parametrize("word", BAD_WORDS)
async def test_what_is_no_word_is_no_address(word):
    told = await app().ask("GET", f"/words/{word}")
    assert (told.status, told.problem) == (404, "not-found")


async def test_an_id_is_an_id_in_either_case():
    for text in (ID, ID.upper()):
        told = await app().ask("GET", f"/ids/{text}")
        assert told.json["path"] == {"thing_id": ID}
    for text in (ID[:-1], ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}", "1"):
        assert (await app().ask("GET", f"/ids/{text}")).problem == "not-found"


@pytest.mark.parametrize(
    "path",
    [
        "/things/",
        "//things",
        "/./things",
        "/things/.",
        "/THINGS",
        "/things;a=1",
        "/%2fthings",
    ],
)
async def test_an_address_has_one_spelling_and_none_redirects(path):
    told = await app().ask("GET", path)
    assert (told.status, told.problem) == (404, "not-found")
    assert "Location" not in told.headers


async def test_another_method_is_refused_with_those_that_are_taken():
    told = await app().ask("PATCH", "/things")
    assert (told.status, told.problem) == (405, "no-such-method")
    assert told.headers["Allow"] == "DELETE, GET, HEAD"
    assert (await app().ask("OPTIONS", "/things")).status == 405


async def test_a_refusal_has_a_request_id_of_its_own():
    one, other = [await app().ask("GET", "/nothing") for _ in range(2)]
    assert one.json["request_id"] == one.headers["X-Request-Id"]
    assert one.json["request_id"] != other.json["request_id"]


async def test_an_address_of_the_api_is_never_a_page(web):
    for path in (
        "/api/",
        "/api/trap.txt",
        "/api/v1",
        "/api/v1/nothing",
        "/api/v2/things",
    ):
        told = await app(web).ask("GET", path, raw_path=True)
        assert (told.status, told.problem) == (404, "not-found"), path


async def test_every_other_address_without_a_dot_is_a_page(web):
    for path in ("/", "/things", "/login?next=/x.y", "/a/b/c", "/apis"):
        told = await app(web).ask("GET", path, raw_path=True)
        assert (told.status, told.body) == (200, b"page"), path
    for method in ("POST", "PUT", "DELETE"):
        told = await app(web).ask(method, "/things", raw_path=True)
        assert (told.status, told.problem) == (404, "not-found")


async def test_a_body_is_as_large_as_its_endpoint_takes():
    def note(size):
        return b'{"text":"' + b"a" * (size - 11) + b'"}'

    small = app()
    for path, most in (("/notes", MOST_BODY_BYTES), ("/long", MOST_BODY_BYTES * 2)):
        told = await small.ask("POST", path, data=note(most), headers=JSON)
        assert (told.status, told.json["path"]) == (200, {"length": str(most - 11)})
        told = await small.ask("POST", path, data=note(most + 1), headers=JSON)
        assert (told.status, told.problem) == (413, "too-large")


async def sent_in_parts(app, *parts):
    """Send a body that says no length; return the status."""
    client = app.app.test_client(use_cookies=False)
    headers = {**JSON, "Authorization": "Bearer viewer"}
    sending = client.request("/api/v1/thing", method="POST", headers=headers)
    async with sending as connection:
        for part in parts:
            await connection.send(part)
            await trio.testing.wait_all_tasks_blocked()
        if parts:
            await connection.send_complete()
        else:
            await trio.sleep(BODY_S + 1)
    return (await connection.as_response()).status_code


async def test_a_body_that_says_no_length_is_counted_as_it_comes():
    row = endpoint(method="POST", body=Note, most_body_bytes=20)
    assert await sent_in_parts(small_app(row), b'{"text":', b'"a"}') == 204
    assert await sent_in_parts(small_app(row), b" " * 15, b" " * 15, b"{}") == 413


async def test_a_body_that_does_not_come_is_waited_for_no_longer(autojump_clock):
    app = small_app(endpoint(method="POST", body=Note))
    assert await sent_in_parts(app) == 408
    assert app.counted == [("post_thing", 408)]


parts = st.text(
    st.characters(codec="utf-8", exclude_characters="?#"), min_size=1, max_size=30
)


@given(parts)
async def test_any_address_is_answered_with_a_problem_or_by_its_endpoint(text):
    told = await app().ask("GET", f"/words/{quote(text, safe='/%')}")
    assert told.status in (200, 404)
    if told.status == 200:
        [name] = told.json["path"].values()
        assert name.isascii()
        assert not set(name) & set("/\\ \n\0%")


async def test_the_routes_are_those_of_the_document():
    small = app()
    rules = {
        (str(rule), method)
        for rule in small.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert len(rules) == 6
    assert len(document([], "1")["paths"]) == 0
    assert all(path.startswith("/api/v1/") for path, _ in rules)


@pytest.mark.integration
async def test_the_whole_house_has_one_spelling_too(database_url, web):
    async with admin_house(database_url, web_dir=str(web)) as house:
        for path in ("/me/", "//me", "/users/not-an-id", "/users/%00"):
            told = await house.get(path, role="admin")
            assert (told.status, told.problem) == (404, "not-found"), path
        assert (await house.get("/nothing", raw_path=True)).body == b"page"
        assert (await house.post("/nothing", raw_path=True)).problem == "not-found"

"""One request through the gate, on a small table. More in tests/adminapi/security."""

from __future__ import annotations

import json
import logging

import pytest
import trio
from werkzeug.exceptions import (
    BadRequest,
    ImATeapot,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestedRangeNotSatisfiable,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    RequestTimeout,
    UnsupportedMediaType,
)

from adminapi.edges.endpoint import ADMIN, PUBLIC, Raw, Shaped
from adminapi.edges.pipeline import DEADLINE_S, as_problem, problem_response
from adminapi.edges.problem import PROBLEMS, FieldError, Problem
from adminapi.edges.shapes import PageQuery, Told, Wanted
from callcore.shared.database.errors import Conflict, DatabaseDown, Rejected
from callcore.shared.state.port import StateDown
from tests.kit.adminhouse import admin_house
from tests.kit.smallapp import endpoint, small_app

JSON = {"Content-Type": "application/json"}


class Thing(Told):
    name: str


class Change(Wanted):
    name: str


class Notes:
    """A handler that keeps what it was asked with."""

    def __init__(self, answer=None):
        self.answer = answer
        self.asked = []

    async def __call__(self, ask):
        self.asked.append(ask)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (Problem("forbidden"), "forbidden"),
        (BadRequest(), "bad-request"),
        (NotFound(), "not-found"),
        (MethodNotAllowed(), "no-such-method"),
        (RequestTimeout(), "too-slow"),
        (RequestEntityTooLarge(), "too-large"),
        (UnsupportedMediaType(), "wrong-media-type"),
        (RequestedRangeNotSatisfiable(), "no-such-range"),
        (RequestHeaderFieldsTooLarge(), "headers-too-large"),
        (ImATeapot(), "bad-request"),
        (InternalServerError(), "bug"),
        (DatabaseDown("57P01"), "unavailable"),
        (StateDown("unreachable"), "unavailable"),
        (trio.TooSlowError(), "unavailable"),
        (Conflict("users_name_key"), "conflict"),
        (Rejected("42601"), "bug"),
        (KeyError("secret"), "bug"),
        (ExceptionGroup("two", [KeyError("a"), Problem("conflict")]), "bug"),
    ],
)
def test_every_error_is_a_problem(error, word):
    assert as_problem(error).word == word


def test_a_part_that_is_down_says_when_to_come_again():
    assert as_problem(DatabaseDown("57P01")).headers == {"Retry-After": "5"}


def test_only_a_bug_is_logged_as_an_error(caplog):
    for error in (Problem("forbidden"), NotFound(), Conflict("a"), DatabaseDown("a")):
        as_problem(error)
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []
    as_problem(KeyError("secret"))
    [record] = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert record.exc_info is not None


@pytest.mark.parametrize("word", sorted(PROBLEMS))
async def test_a_problem_goes_over_the_wire_as_rfc_9457_says(word):
    error = FieldError(where="body.a", problem="must be")
    problem = Problem(word, "why", errors=[error], headers={"Retry-After": "3"})
    response = problem_response(problem, "r-1")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Request-Id"] == "r-1"
    assert response.headers["Retry-After"] == "3"
    assert ("WWW-Authenticate" in response.headers) is (response.status_code == 401)
    told = json.loads(await response.get_data())
    assert told["status"] == response.status_code == PROBLEMS[word].status
    assert (told["type"], told["detail"], told["request_id"]) == (
        f"/problems/{word}",
        "why",
        "r-1",
    )
    assert told["errors"] == [{"where": "body.a", "problem": "must be"}]


# -- who -----------------------------------------------------------------------------------


async def test_an_address_is_counted_before_its_token_is_looked_at():
    app = small_app(endpoint(limit="export"))
    assert (await app.ask("GET", "/thing", token="viewer")).status == 204
    assert [note[:2] for note in app.gate.notes] == [
        ("throttle", "address"),
        ("identify",),
        ("throttle", "export"),
    ]
    assert app.gate.notes[2][3] == "viewer"


@pytest.mark.parametrize(
    ("full", "token", "status"),
    [
        ("address", "nobody", 429),
        ("address", "viewer", 429),
        ("user", "nobody", 401),
        ("user", "viewer", 429),
        ("other", "viewer", 403),
    ],
)
async def test_the_gate_has_an_order(full, token, status):
    handler = Notes()
    app = small_app(endpoint(handler=handler, roles=ADMIN))
    app.gate.full.add(full)
    told = await app.ask("GET", "/thing", token=token)
    assert (told.status, handler.asked) == (status, [])
    assert told.headers.get("Retry-After", "") == ("7" if status == 429 else "")


async def test_who_may_not_is_refused_before_his_body_is_read():
    app = small_app(endpoint(method="POST", body=Change, roles=ADMIN))
    told = await app.ask("POST", "/thing", token="viewer", data=b"{", headers=JSON)
    assert told.problem == "forbidden"
    told = await app.ask("POST", "/thing", data=b"{", headers=JSON)
    assert told.problem == "unauthorized"


async def test_what_is_public_asks_for_nobody():
    handler = Notes()
    app = small_app(endpoint(handler=handler, roles=PUBLIC, limit="public"))
    assert (await app.ask("GET", "/thing", token="admin")).status == 204
    assert [note[:2] for note in app.gate.notes] == [("throttle", "public")]
    assert handler.asked[0].who_or_none is None


async def test_limits_count_whom_the_proxy_names():
    app = small_app(endpoint(), proxies=1)
    headers = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
    await app.ask("GET", "/thing", token="viewer", headers=headers)
    assert {note[2] for note in app.gate.notes if note[0] == "throttle"} == {
        "203.0.113.7"
    }


# -- what ----------------------------------------------------------------------------------


async def test_a_handler_gets_the_request_checked():
    handler = Notes()
    table = endpoint(
        "/things/<word:name>", handler, method="PUT", query=PageQuery, body=Change
    )
    app = small_app(table)
    told = await app.ask(
        "PUT",
        "/things/a?limit=3",
        token="admin",
        data=b'{"name":"b"}',
        headers={**JSON, "User-Agent": "u" * 300, "Cookie": "a=1", "if-match": '"1"'},
    )
    [ask] = handler.asked
    assert ask.request_id == told.headers["X-Request-Id"]
    assert (ask.who.role, ask.id("name")) == ("admin", "a")
    assert (ask.query(PageQuery).limit, ask.body(Change).name) == (3, "b")
    assert (ask.user_agent, ask.cookies["a"]) == ("u" * 200, "1")
    assert ask.headers["If-Match"] == '"1"'


@pytest.mark.parametrize(
    ("path", "headers", "where"),
    [
        ("/thing?a=1", {}, "query"),
        ("/thing?", {"If-Match": "x" * 101}, "header.If-Match"),
        ("/thing", {"Idempotency-Key": "x" * 101}, "header.Idempotency-Key"),
        ("/thing", {"Idempotency-Key": "a\tb"}, "header.Idempotency-Key"),
    ],
)
async def test_what_nobody_wants_is_refused_by_name(path, headers, where):
    handler = Notes()
    app = small_app(endpoint(handler=handler, method="POST", action=True))
    told = await app.ask("POST", path, token="viewer", headers=headers)
    assert (told.status, told.problem) == (422, "invalid")
    assert told.json["errors"][0]["where"] == where
    assert handler.asked == app.gate.digests == []


async def test_an_action_with_a_key_goes_through_the_memory():
    app = small_app(endpoint(method="POST", action=True, body=Change))
    for path, name in (("/thing", "a"), ("/thing", "a"), ("/thing", "b")):
        told = await app.ask(
            "POST",
            path,
            token="viewer",
            data=json.dumps({"name": name}).encode(),
            headers={**JSON, "Idempotency-Key": "k"},
        )
        assert told.status == 204
    assert ("remember", "k", "viewer", "post_thing") in app.gate.notes
    first, again, other = app.gate.digests
    assert first == again != other


@pytest.mark.parametrize(
    ("row", "headers"),
    [({"action": True}, {}), ({"action": False}, {"Idempotency-Key": "k"})],
)
async def test_everything_else_does_not(row, headers):
    app = small_app(endpoint(method="POST", **row))
    told = await app.ask("POST", "/thing", token="viewer", headers=headers)
    assert (told.status, app.gate.digests) == (204, [])


# -- the answer ----------------------------------------------------------------------------


async def test_a_shape_is_json_with_an_etag_of_its_content():
    handler = Notes(Thing(name="Ґанна </script>"))
    app = small_app(endpoint(handler=handler, told=Thing))
    told = await app.ask("GET", "/thing", token="viewer")
    assert (told.status, told.json) == (200, {"name": "Ґанна </script>"})
    assert told.headers.getlist("Content-Type") == ["application/json"]
    handler.answer = Thing(name="b")
    other = await app.ask("GET", "/thing", token="viewer")
    assert other.headers["ETag"] != told.headers["ETag"]


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ("{}", 304),
        ('"x", {}', 304),
        ("W/{}", 304),
        ('"x"', 200),
        ("", 200),
        ("{}x", 200),
    ],
)
async def test_what_has_not_changed_is_not_sent_again(known, status):
    app = small_app(endpoint(handler=Notes(Thing(name="a")), told=Thing))
    etag = (await app.ask("GET", "/thing", token="viewer")).headers["ETag"]
    headers = {"If-None-Match": known.format(etag)}
    again = await app.ask("GET", "/thing", token="viewer", headers=headers)
    assert (again.status, again.headers["ETag"]) == (status, etag)
    assert (again.body == b"") is (status == 304)
    assert ("Content-Type" in again.headers) is (status == 200)


async def test_only_a_good_get_has_an_etag_of_itself():
    answer = Notes(Thing(name="a"))
    app = small_app(
        endpoint("/a", answer, method="POST", told=Thing),
        endpoint("/b", Notes(Shaped(Thing(name="a"), status=201)), told=Thing),
        endpoint("/c", Notes(Shaped(Thing(name="a"), headers=(("ETag", '"7"'),)))),
        endpoint("/d", Notes(Shaped(Thing(name="a"), headers=(("etag", '"7"'),)))),
    )
    assert "ETag" not in (await app.ask("POST", "/a", token="viewer")).headers
    assert "ETag" not in (await app.ask("GET", "/b", token="viewer")).headers
    for path in ("/c", "/d"):
        told = await app.ask("GET", path, token="viewer")
        assert told.headers.getlist("ETag") == ['"7"']


async def test_a_handler_may_have_a_status_and_headers_of_its_own():
    cookies = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    app = small_app(
        endpoint("/a", Notes(Thing(name="a")), told=Thing, status=201),
        endpoint("/b", Notes(Shaped(Thing(name="a"), 202, cookies))),
        endpoint("/c", Notes(Shaped(None, headers=cookies))),
        endpoint("/d", Notes(Raw(b"\x00", "audio/ogg", 206, {"Content-Range": "r"}))),
    )
    a, b, c, d = [await app.ask("GET", f"/{name}", token="viewer") for name in "abcd"]
    assert (a.status, b.status, c.status, d.status) == (201, 202, 204, 206)
    assert b.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert c.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert (c.body, "Content-Type" in c.headers) == (b"", False)
    assert (d.body, d.headers["Content-Type"], d.headers["Content-Range"]) == (
        b"\x00",
        "audio/ogg",
        "r",
    )


# -- what goes wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Problem("conflict"), 409),
        (DatabaseDown("57P01"), 503),
        (ZeroDivisionError("hunter2"), 500),
        (ExceptionGroup("hunter2", [KeyError("hunter2")]), 500),
        (Problem("no-such-word"), 500),
        (Problem("conflict", headers={"X-A": "a\r\nX-B: b"}), 500),
    ],
)
async def test_whatever_a_handler_raises_is_a_problem_and_tells_nothing(error, status):
    app = small_app(endpoint(handler=Notes(error)))
    told = await app.ask("GET", "/thing", token="viewer")
    assert told.status == status
    assert told.headers["Content-Type"] == "application/problem+json"
    assert "hunter2" not in told.body.decode()
    assert told.json["request_id"] == told.headers["X-Request-Id"]
    assert "X-B" not in told.headers


async def test_an_answer_that_cannot_be_sent_is_a_bug():
    broken = Shaped(Thing(name="a"), headers=(("X-A", "a\r\nX-B: b"),))
    app = small_app(endpoint(handler=Notes(broken)))
    told = await app.ask("GET", "/thing", token="viewer")
    assert (told.status, told.problem, "X-B" in told.headers) == (500, "bug", False)


async def test_a_request_that_takes_too_long_ends(autojump_clock):
    async def forever(_ask):
        await trio.sleep_forever()

    app = small_app(endpoint(handler=forever))
    began_s = trio.current_time()
    told = await app.ask("GET", "/thing", token="viewer")
    assert (told.status, told.problem) == (503, "unavailable")
    assert told.headers["Retry-After"] == "5"
    assert trio.current_time() - began_s == pytest.approx(DEADLINE_S)


async def test_every_request_is_counted_and_logged_once_with_nothing_secret(caplog):
    app = small_app(
        endpoint("/good/<word:name>", Notes(Thing(name="hunter2")), query=PageQuery),
        endpoint("/bad", Notes(Problem("conflict", "hunter2"))),
    )
    with caplog.at_level(logging.INFO, logger="adminapi"):
        good = await app.ask("GET", "/good/hunter2?cursor=hunter2", token="viewer")
        await app.ask("GET", "/bad", token="viewer")
        await app.ask("GET", "/bad", token="hunter2")
    assert app.counted == [("get_good_name", 200), ("get_bad", 409), ("get_bad", 401)]
    lines = [vars(record) for record in caplog.records]
    assert [line["message"] for line in lines] == ["request"] * 3
    assert [line["status"] for line in lines] == [200, 409, 401]
    assert [line["user_id"] for line in lines] == ["id-viewer", "id-viewer", ""]
    assert lines[0]["request_id"] == good.headers["X-Request-Id"]
    assert "hunter2" not in str(lines)


# -- the house -----------------------------------------------------------------------------


@pytest.mark.integration
async def test_the_real_gate_is_asked_the_same(database_url):
    async with admin_house(database_url) as house:
        first = await house.get("/me", role="viewer")
        known = {"If-None-Match": first.headers["ETag"]}
        again = await house.get("/me", role="viewer", headers=known)
        assert (first.status, again.status) == (200, 304)
        assert (await house.get("/me", role="viewer", query={"a": 1})).status == 422
        house.state.down = True
        told = await house.get("/me", role="viewer")
        assert told.status in (200, 503)  # never 401, and never a bug

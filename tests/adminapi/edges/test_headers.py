"""The security headers. On answers of the real house: tests/adminapi/security/test_http.py."""

from __future__ import annotations

import pytest
from quart import Response

from adminapi.edges.endpoint import Raw, Shaped
from adminapi.edges.headers import SECURITY, secure
from adminapi.edges.problem import Problem
from adminapi.edges.shapes import Told
from tests.kit.smallapp import endpoint, small_app

POLICY = dict(SECURITY)["Content-Security-Policy"]


class Thing(Told):
    name: str = "a"


async def tell(_ask):
    return Thing()


async def stream(_ask):
    async def parts():
        yield b"a"
        yield b"b"

    return Raw(parts(), "audio/ogg", headers={"Cache-Control": "private, max-age=60"})


async def loosen(_ask):
    """Try to answer with weaker headers."""
    return Shaped(
        Thing(), headers=(("X-Frame-Options", "ALLOWALL"), ("Cache-Control", "private"))
    )


async def refuse(_ask):
    raise Problem("conflict")


async def fall(_ask):
    raise RuntimeError("hunter2")


@pytest.fixture
def app(tmp_path):
    """An application with every kind of answer."""
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "a.txt").write_text("a")
    return small_app(
        endpoint("/good", tell, told=Thing),
        endpoint("/none"),
        endpoint("/stream", stream, media=("audio/ogg",)),
        endpoint("/loose", loosen, told=Thing),
        endpoint("/conflict", refuse),
        endpoint("/bug", fall),
        endpoint("/broken", fall),
        files=tmp_path,
    )


@pytest.mark.parametrize(
    ("method", "path", "status", "cache"),
    [
        ("GET", "/api/v1/good", 200, "no-store"),
        ("HEAD", "/api/v1/good", 200, "no-store"),
        ("GET", "/api/v1/none", 204, "no-store"),
        ("GET", "/api/v1/stream", 200, "private, max-age=60"),
        ("GET", "/api/v1/loose", 200, "private"),
        ("GET", "/api/v1/conflict", 409, "no-store"),
        ("GET", "/api/v1/bug", 500, "no-store"),
        ("GET", "/api/v1/broken", 500, "no-store"),
        ("GET", "/api/v1/good?a=1", 422, "no-store"),
        ("POST", "/api/v1/good", 405, "no-store"),
        ("OPTIONS", "/api/v1/good", 405, "no-store"),
        ("GET", "/api/v1/nothing", 404, "no-store"),
        ("GET", "/api/v1//good", 404, "no-store"),
        ("GET", "/api/v1/good/", 404, "no-store"),
        ("GET", "/", 200, "no-cache"),
        ("GET", "/a.txt", 200, "no-cache"),
        ("GET", "/b.txt", 404, "no-store"),
        ("POST", "/", 404, "no-store"),
    ],
)
async def test_every_answer_has_each_header_once(app, method, path, status, cache):
    app.app.view_functions["get_broken"] = explode
    told = await app.ask(method, path, token="viewer", raw_path=True)
    assert told.status == status
    for name, value in SECURITY:
        assert told.headers.getlist(name) == [value], name
    assert told.headers.getlist("Cache-Control") == [cache]


async def explode(**_path):
    """Fall outside of the pipeline, where only Quart can catch it."""
    raise RuntimeError("hunter2")


@pytest.mark.parametrize("path", ["/api/v1/good", "/", "/a.txt"])
async def test_what_has_not_changed_has_them_too(app, path):
    first = await app.ask("GET", path, token="viewer", raw_path=True)
    known = {"If-None-Match": first.headers["ETag"]}
    told = await app.ask("GET", path, token="viewer", raw_path=True, headers=known)
    assert (told.status, told.body) == (304, b"")
    for name, value in SECURITY:
        assert told.headers.getlist(name) == [value], name


@pytest.mark.parametrize("path", ["/api/v1/good", "/", "/api/v1/nothing"])
async def test_nobody_is_told_what_runs_here_or_may_read_from_elsewhere(app, path):
    told = await app.ask(
        "GET", path, token="viewer", raw_path=True, headers={"Origin": "https://a.b"}
    )
    names = {name.lower() for name, _ in told.headers}
    assert not names & {"server", "x-powered-by", "set-cookie"}
    assert not [name for name in names if name.startswith("access-control")]


async def test_what_says_nothing_about_caching_is_not_stored():
    assert (await secure(Response(b""))).headers["Cache-Control"] == "no-store"


async def test_what_says_how_it_is_cached_stays_so():
    response = await secure(Response(b"", headers={"Cache-Control": "no-cache"}))
    assert response.headers["Cache-Control"] == "no-cache"
    again = await secure(response)
    assert len(again.headers.getlist("Content-Security-Policy")) == 1


def test_tls_is_remembered_for_a_year_and_more():
    age = dict(SECURITY)["Strict-Transport-Security"].partition(";")[0]
    assert int(age.removeprefix("max-age=")) >= 31_536_000


def test_the_policy_names_nothing_but_this_site():
    parts = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert parts.pop("default-src") == "'none'"
    assert parts.pop("require-trusted-types-for") == "'script'"
    assert set(parts.values()) == {"'self'", "'none'"}
    assert {"frame-ancestors", "base-uri", "form-action"} < set(parts)  # no fallback
    assert parts["frame-ancestors"] == parts["base-uri"] == "'none'"


def test_every_header_can_travel():
    for name, value in SECURITY:
        assert f"{name}{value}".isascii()
        assert f"{name}{value}".isprintable()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
def test_the_short_ones_are_there(name, value):
    assert dict(SECURITY)[name] == value

"""What HTTP itself lets in and out; the numbers are those of the project's security notes."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from adminapi.app import SUBJECTS
from adminapi.auth.cookies import REFRESH
from adminapi.edges import application
from adminapi.edges.headers import SECURITY
from tests.kit.adminhouse import ORIGIN, PASSWORD, admin_house

pytestmark = pytest.mark.integration
SECRETS = (
    PASSWORD,
    "postgresql://",
    "Traceback",
    str(Path(__file__).parents[3]),
    ".py",
)


@pytest.fixture
def web(tmp_path):
    """A built web UI."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "app-4f3a2b1c.js").write_text("1")
    (tmp_path / ".env").write_text("secret")
    return str(tmp_path)


def is_safe(told):
    return all(told.headers.getlist(name) == [value] for name, value in SECURITY)


async def test_the_security_headers_are_on_every_answer(database_url, web):
    """Number 28: good, bad, broken, unknown, static, not changed."""
    async with admin_house(database_url, web_dir=web) as house:
        me = await house.get("/me", role="viewer")
        etag = {"If-None-Match": me.headers["ETag"]}
        house.house.api.view_functions["get_users"] = explode
        told = {
            "200": me,
            "304": await house.get("/me", role="viewer", headers=etag),
            "401": await house.get("/me"),
            "403": await house.get("/audit", role="viewer"),
            "404": await house.get("/nothing"),
            "405": await house.ask("PUT", "/me", role="viewer"),
            "415": await house.ask("POST", "/auth/login", data=b"a=1"),
            "422": await house.post("/auth/login", {}),
            "500": await house.get("/users", role="admin"),
            "page": await house.get("/calls", raw_path=True),
            "file": await house.get("/assets/app-4f3a2b1c.js", raw_path=True),
            "no file": await house.get("/assets/other.js", raw_path=True),
            "HEAD": await house.ask("HEAD", "/me", role="viewer"),
            "metrics": await house.operations("/metrics"),
            "no ops": await house.operations("/nothing"),
        }
        for name, each in told.items():
            assert is_safe(each), name
            if name.isdigit():
                assert each.status == int(name)
        for name in ("200", "401", "404", "422", "500"):
            assert told[name].headers["Cache-Control"] == "no-store", name
        assert "immutable" in told["file"].headers["Cache-Control"]
        assert told["page"].headers["Cache-Control"] == "no-cache"


async def explode(**_path):
    raise RuntimeError(f"{PASSWORD} in a message")


def test_the_policy_allows_nothing_inline_and_no_other_site():
    """Number 28."""
    [policy] = [value for name, value in SECURITY if name == "Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy


ORIGINS = (
    "null",
    "https://evil.example",
    "https://office.example.evil.example",
    "https://sub.office.example",
    "http://office.example",
    ORIGIN,
)


async def test_no_origin_is_ever_allowed_to_read(database_url):
    """Number 29: the web UI is of the same origin; nobody else may read anything."""
    async with admin_house(database_url) as house:
        for origin in ORIGINS:
            preflight = {"Origin": origin, "Access-Control-Request-Method": "GET"}
            for told in (
                await house.get("/me", role="viewer", headers={"Origin": origin}),
                await house.ask("OPTIONS", "/me", headers=preflight),
            ):
                names = [name.lower() for name, _ in told.headers]
                assert not [name for name in names if "access-control" in name]


async def test_a_cookie_is_worth_nothing_from_another_site(database_url):
    """Number 30."""
    async with admin_house(database_url) as house:
        user = house.users["viewer"]
        cookie: Mapping[str, str] = {REFRESH: user.refresh_token}
        for path in ("/auth/refresh", "/auth/logout"):
            for origin in (*ORIGINS[:-1], ""):
                headers = {"Origin": origin} if origin else {}
                told = await house.post(path, cookies=cookie, headers=headers)
                assert (told.status, told.problem) == (403, "wrong-origin")
                assert (await house.get("/me", token=user.token)).status == 200
        for path in ("/auth/refresh", "/auth/logout"):
            home = await house.post(path, cookies=cookie, headers={"Origin": ORIGIN})
            assert home.status in (200, 204)
            cookie = home.cookies


async def test_another_site_cannot_log_a_browser_in(database_url):
    """Number 30: login with somebody else's account."""
    async with admin_house(database_url) as house:
        body = {"name": "viewer", "password": PASSWORD}
        told = await house.post(
            "/auth/login", body, headers={"Origin": "https://evil.example"}
        )
        assert (told.status, told.cookies) == (403, {})


async def test_the_cookie_alone_opens_no_endpoint(database_url):
    """Number 30: everything but refresh and logout wants the header."""
    async with admin_house(database_url) as house:
        cookie = {REFRESH: house.users["admin"].refresh_token}
        for path in ("/me", "/users", "/audit"):
            told = await house.get(path, cookies=cookie, headers={"Origin": ORIGIN})
            assert told.status == 401


async def test_cookies_are_bound_to_the_host_and_hidden_from_scripts(database_url):
    """ASVS 3.3."""
    async with admin_house(database_url) as house:
        told = await house.post("/auth/login", {"name": "viewer", "password": PASSWORD})
        lines = told.headers.getlist("Set-Cookie")
        assert len(lines) == 2
        for line in lines:
            assert line.startswith("__Host-")
            for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/;"):
                assert part in line
            assert "Domain" not in line
        assert told.cookies[REFRESH] not in told.body.decode()


BODIES = (
    (b"{" * 5_000, 400),
    (b'{"a":' * 30 + b"1" + b"}" * 30, 400),
    (b"[" * 100_000, 413),
    (b'{"name":"a","name":"b","password":"c"}', 400),
    (b'{"name":NaN,"password":"c"}', 400),
    (b'{"name":"\\ud800","password":"c"}', 400),
    (b"\xff\xfe", 400),
    (b"", 400),
    (b"[]", 422),
    (b'{"name":"a","password":"b","admin":true}', 422),
    (b'{"name":1,"password":"b"}', 422),
    (b'{"name":"a","password":1e400}', 400),
    (b'{"name":' + b"9" * 5_000 + b',"password":"b"}', 400),
)


async def test_bodies_that_are_no_shape_are_problems(database_url):
    """Number 33."""
    async with admin_house(database_url) as house:
        headers = {"Content-Type": "application/json"}
        for data, status in BODIES:
            told = await house.ask("POST", "/auth/login", data=data, headers=headers)
            assert told.status == status, data[:40]
            assert told.headers["Content-Type"] == "application/problem+json"


async def test_other_content_types_are_refused(database_url):
    """Number 33; a form of another site cannot send JSON either."""
    forms = ("application/x-www-form-urlencoded", "multipart/form-data")
    async with admin_house(database_url) as house:
        body = json.dumps({"name": "viewer", "password": PASSWORD}).encode()
        for media in ("", "text/plain", *forms, "application/xml"):
            headers = {"Content-Type": media}
            told = await house.ask("POST", "/auth/login", data=body, headers=headers)
            assert (told.status, told.problem) == (415, "wrong-media-type")


async def test_fields_that_nobody_offered_cannot_be_set(database_url):
    """Number 38: mass assignment."""
    async with admin_house(database_url) as house:
        user = house.users["viewer"].user_id
        for extra in (
            {"user_id": user},
            {"password_hash": "x"},
            {"version": 9},
            {"totp_on": False},
        ):
            told = await house.patch(
                f"/users/{user}",
                {"name": "viewer", **extra},
                role="admin",
                headers={"If-Match": "*"},
            )
            assert (told.status, told.problem) == (422, "invalid"), extra


async def test_methods_that_an_address_does_not_take_are_refused(database_url):
    """Number 39: whatever says to be another method is the method that it is."""
    async with admin_house(database_url) as house:
        for method in (
            "PUT",
            "PATCH",
            "DELETE",
            "TRACE",
            "OPTIONS",
            "PROPFIND",
            "GETT",
        ):
            told = await house.ask(method, "/me", role="admin")
            assert (told.status, told.headers["Allow"][:9]) == (405, "GET, HEAD"), (
                method
            )
        override = {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "DELETE"}
        told = await house.get("/me/sessions", role="viewer", headers=override)
        assert len(told.json["items"]) == 1
        told = await house.get(
            "/me/sessions", role="viewer", query={"_method": "DELETE"}
        )
        assert told.status == 422
        head = await house.ask("HEAD", "/users", role="viewer")
        assert head.status == 403, "HEAD asks the same questions as GET"


async def test_a_bug_tells_nothing_but_its_request_id(database_url, caplog):
    """Number 40."""
    async with admin_house(database_url) as house:
        endpoint = next(e for e in house.house.endpoints if e.name == "get_me")
        broken = application.build(
            [type(endpoint)(**{**_fields(endpoint), "handler": break_down})],
            _pipeline(house),
            _no_files(),
        )
        house._client = broken.test_client(use_cookies=False)
        with caplog.at_level(logging.ERROR):
            told = await house.get("/me", role="viewer")
        assert (told.status, told.problem) == (500, "bug")
        text = told.body.decode()
        assert not [secret for secret in SECRETS if secret in text]
        assert told.json["request_id"] == told.headers["X-Request-Id"]


async def break_down(_ask):
    raise ZeroDivisionError(PASSWORD)


def _fields(endpoint):
    return {name: getattr(endpoint, name) for name in endpoint.__dataclass_fields__}


def _pipeline(house):
    from prometheus_client import CollectorRegistry

    from adminapi.edges.clientaddress import ClientAddress
    from adminapi.edges.gate import Gate
    from adminapi.edges.idempotency import Memory
    from adminapi.edges.pipeline import Pipeline
    from adminapi.metrics import AdminMetrics

    office = house.office
    gate = Gate(
        office.guard.identify,
        office.limits.throttle,
        Memory(office.database, office.ring).remember,
    )
    return Pipeline(gate, ClientAddress(), AdminMetrics(CollectorRegistry(), office))


def _no_files():
    from adminapi.edges.webfiles import WebFiles

    return WebFiles(None)


async def test_what_is_for_operations_is_not_on_the_public_port(database_url):
    """Number 41."""
    paths = ("/metrics", "/live", "/ready", "/drain", "/debug", "/console")
    async with admin_house(database_url) as house:
        for path in (*paths, "/api/v1/metrics", "/api/v1/../metrics"):
            told = await house.get(path, raw_path=True)
            # an address without a dot may be a page of the web UI, which is the same for all
            page = told.headers.get("Content-Type", "").startswith("text/html")
            assert told.status == 404 or (page and path != "/api/v1/metrics"), path
            assert b"adminapi_" not in told.body
            assert told.body not in (b"live\n", b"ready\n")


CLIMBING = (
    "/../.env",
    "/.env",
    "/assets/../.env",
    "/%2e%2e/.env",
    "/..%2f.env",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets/app-4f3a2b1c.js/",
    "//etc/passwd",
    "/assets\\..\\.env",
    "/assets/app-4f3a2b1c.js%00.html",
)


async def test_static_files_cannot_be_climbed_out_of(database_url, web):
    """Number 37, for the files of the web UI."""
    async with admin_house(database_url, web_dir=web) as house:
        for path in CLIMBING:
            told = await house.get(path, raw_path=True)
            assert b"secret" not in told.body
            assert b"root:" not in told.body


async def test_another_users_session_is_not_found(database_url):
    """Number 36, for sessions."""
    async with admin_house(database_url) as house:
        other = house.users["operator"]
        told = await house.delete(f"/me/sessions/{other.session_id}", role="viewer")
        assert told.status == 404
        assert (await house.get("/me", token=other.token)).status == 200
        wrong = f"/users/{house.users['viewer'].user_id}/sessions/{other.session_id}"
        assert (await house.delete(wrong, role="admin")).status == 404
        assert (await house.get("/me", token=other.token)).status == 200


async def test_what_users_are_called_stays_data(database_url):
    """Number 35: markup is only ever JSON, which no browser takes for a page."""
    async with admin_house(database_url) as house:
        name = "<script>alert(1)</script>"
        told = await house.post(
            "/users", {"name": name, "role": "viewer"}, role="admin"
        )
        assert (told.status, told.headers["Content-Type"]) == (201, "application/json")
        assert told.json["user"]["name"] == name
        for bad in ("two\nlines", "nul\x7f", "", " ", "\u0085"):
            told = await house.post(
                "/users", {"name": bad, "role": "viewer"}, role="admin"
            )
            assert told.status == 422, bad


async def test_log_lines_hold_no_secret_and_no_query(database_url, caplog):
    """Number 57, for requests."""
    async with admin_house(database_url) as house:
        with caplog.at_level(logging.DEBUG):
            logged_in = await house.post(
                "/auth/login", {"name": "viewer", "password": PASSWORD}
            )
            token = logged_in.json["access_token"]
            await house.get("/users", token=token, query={"q": "+380671234567"})
            await house.post(
                "/auth/login", {"name": "Taras", "password": "hunter2hunter2"}
            )
        text = "\n".join(
            str(vars(record))
            for record in caplog.records
            if record.name.startswith("adminapi")
        )
        assert "post_auth_login" in text
        cookie = logged_in.cookies[REFRESH]
        for secret in (
            PASSWORD,
            token,
            cookie,
            "380671234567",
            "Taras",
            "hunter2",
            "Bearer",
        ):
            assert secret not in text


def test_every_subject_is_in_the_table():
    assert len({subject.__name__ for subject in SUBJECTS}) == len(SUBJECTS)

"""Files of the web UI. Over HTTP also: tests/adminapi/security/test_http.py."""

from __future__ import annotations

import gzip
import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adminapi.edges import webfiles
from adminapi.edges.webfiles import ASK_AGAIN, FOR_EVER, TooLarge, WebFiles
from tests.kit.smallapp import endpoint, small_app

PAGE = b"<!doctype html>"
SCRIPT = "assets/app-4f3a2b1c.js"


@pytest.fixture
def folder(tmp_path):
    """A web UI with everything around it that is nobody's business."""
    folder = tmp_path / "web"
    for each in ("assets", ".git", "assets/.cache"):
        (folder / each).mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / SCRIPT).write_text("1")
    (folder / "robots.txt").write_text("x")
    for hidden in (".env", ".git/config", "assets/.cache/a.js", "assets/.b.js"):
        (folder / hidden).write_text("secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "key.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "outside" / "key.txt")
    (folder / "linked").symlink_to(tmp_path / "outside")
    os.mkfifo(folder / "pipe.txt")
    return folder


def answer(folder, path, known="", accepted=""):
    found = WebFiles(folder).answer(path, known, accepted)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "path", ["/", "/calls", "/calls/4711/turns", "/index.html", ""]
)
async def test_an_address_without_a_dot_is_a_page(folder, path):
    told = answer(folder, path)
    assert await told.get_data() == PAGE
    assert told.headers["Content-Type"] == "text/html; charset=utf-8"
    assert told.headers["Cache-Control"] == ASK_AGAIN


@pytest.mark.parametrize(
    ("name", "cache"),
    [
        (SCRIPT, FOR_EVER),
        ("assets/a/b-Ab_9-xyZ.woff2", FOR_EVER),
        ("assets/app.js", ASK_AGAIN),
        ("assets/app-short.js", ASK_AGAIN),
        ("app-4f3a2b1c.js", ASK_AGAIN),
        ("index.html", ASK_AGAIN),
    ],
)
def test_only_what_has_its_hash_in_its_name_is_kept_for_ever(folder, name, cache):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("1")
    assert answer(folder, f"/{name}").headers["Cache-Control"] == cache


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
        ("a.woff2", "font/woff2"),
        ("a.json", "application/json"),
        ("a.webmanifest", "application/manifest+json"),
        ("a.png", "image/png"),
        ("a.nobody-knows", "application/octet-stream"),
    ],
)
def test_a_file_is_told_by_what_it_is(folder, name, media):
    """Browsers are told not to guess (nosniff): a wrong type is a page that is dead."""
    (folder / name).write_text("1")
    assert answer(folder, f"/{name}").headers["Content-Type"] == media


@pytest.mark.parametrize("known", ["{}", '"x", {}', "W/{}", '"x",W/{}'])
async def test_what_has_not_changed_is_not_sent_again(folder, known):
    etag = answer(folder, "/robots.txt").headers["ETag"]
    again = answer(folder, "/robots.txt", known.format(etag))
    assert (again.status_code, await again.get_data()) == (304, b"")
    assert "Content-Type" not in again.headers
    assert again.headers["ETag"] == etag
    assert again.headers["Cache-Control"] == ASK_AGAIN


async def test_what_has_changed_is_sent(folder):
    etag = answer(folder, "/robots.txt").headers["ETag"]
    (folder / "robots.txt").write_text("y")
    told = answer(folder, "/robots.txt", etag)
    assert (told.status_code, await told.get_data()) == (200, b"y")


NOT_THERE = (
    "/.env",
    "/.git/config",
    "/assets/.cache/a.js",
    "/assets/.b.js",
    "/link.txt",
    "/linked/key.txt",
    "/pipe.txt",
    "/nothing.js",
    "/assets/../.env",
    "/../outside/key.txt",
    "/assets/../../outside/key.txt",
    "/./index.html",
    "//index.html",
    "/a.b/c",
    "/assets/app-4f3a2b1c.js/",
    "/assets\\app-4f3a2b1c.js",
    "/ASSETS/APP-4F3A2B1C.JS",
    "/robots.txt\0",
)


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_was_not_read_is_not_there(folder, path):
    assert WebFiles(folder).answer(path, "") is None


pieces = st.sampled_from(["/", "..", ".", "%2e", ".env", "link.txt", "linked", "key.txt", "outside", "\\", "~", "assets", "\0"])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pieces, max_size=9).map("".join) | st.text(max_size=30))
def test_whatever_is_asked_it_is_a_page_or_what_was_read(folder, path):
    files = WebFiles(folder)
    found = files.answer(path, "")
    known = {
        files.answer(f"/{name}", "") for name in ("index.html", SCRIPT, "robots.txt")
    }
    etags = {each.headers["ETag"] for each in known if each is not None}
    assert found is None or found.headers["ETag"] in etags


async def test_the_files_are_those_of_the_start(folder):
    files = WebFiles(folder)
    (folder / "index.html").write_text("changed")
    (folder / "new.txt").write_text("new")
    found = files.answer("/", "")
    assert found is not None
    assert await found.get_data() == PAGE
    assert files.answer("/new.txt", "") is None


def test_the_folder_itself_may_be_a_link(folder, tmp_path):
    """As `current` of a release is."""
    (tmp_path / "current").symlink_to(folder)
    assert answer(tmp_path / "current", "/robots.txt").status_code == 200


def test_without_a_folder_there_is_nothing(tmp_path):
    (tmp_path / "file").write_text("x")
    for nothing in ("none", "file"):
        files = WebFiles(tmp_path / nothing)
        assert files.answer("/", "") is None


def test_without_a_setting_it_is_the_packaged_one(monkeypatch, folder):
    monkeypatch.setattr(webfiles, "PACKAGED", folder)
    assert WebFiles(None).answer("/robots.txt", "") is not None


@pytest.mark.parametrize(("name", "most"), [("MOST_FILES", 2), ("MOST_BYTES", 16)])
def test_a_folder_that_is_no_web_ui_is_refused(folder, monkeypatch, name, most):
    monkeypatch.setattr(webfiles, name, most)
    with pytest.raises(TooLarge, match=r"too large to be the built web UI\.$"):
        WebFiles(folder)
    monkeypatch.setattr(webfiles, name, most + 1)
    WebFiles(folder)


# -- compressed --------------------------------------------------------------------------

LONG = b"export const tyre = 'winter';\n" * 99
ACCEPTS = (
    "gzip",
    "GZip",
    "br, gzip;q=0.8",
    "*",
    "deflate, *;q=0.1",
    "gzip, identity;q=0",
)
REFUSES = (
    "",
    "identity",
    "br",
    "gzip;q=0",
    "gzip;q=0, *",
    "*;q=0",
    "gzipped",
    ";;q=x,,",
)


@pytest.fixture
def long(folder):
    """A folder with a file that is worth to be compressed, and one that is not."""
    (folder / SCRIPT).write_bytes(LONG)
    (folder / "noise.png").write_bytes(random.Random(1).randbytes(999))
    return folder


@pytest.mark.parametrize("accepted", ACCEPTS)
async def test_who_accepts_gzip_gets_it(long, accepted):
    told = answer(long, f"/{SCRIPT}", "", accepted)
    assert told.headers["Content-Encoding"] == "gzip"
    sent = await told.get_data(as_text=False)
    assert (gzip.decompress(sent), len(sent) < len(LONG)) == (LONG, True)
    assert int(told.headers["Content-Length"]) == len(sent)
    assert told.headers["Vary"] == "Accept-Encoding"
    assert told.headers["Cache-Control"] == FOR_EVER
    assert told.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("accepted", REFUSES)
async def test_who_does_not_gets_the_file(long, accepted):
    told = answer(long, f"/{SCRIPT}", "", accepted)
    assert "Content-Encoding" not in told.headers
    assert await told.get_data(as_text=False) == LONG
    assert told.headers["Vary"] == "Accept-Encoding"


async def test_what_gzip_makes_larger_stays_as_it_is(long):
    told = answer(long, "/noise.png", "", "gzip")
    assert "Content-Encoding" not in told.headers
    assert "Vary" not in told.headers
    assert len(await told.get_data(as_text=False)) == 999


def test_each_encoding_has_its_own_etag(long):
    """A strong ETag is of the very bytes (RFC 9110, 8.8.3)."""
    plain, packed = (
        answer(long, f"/{SCRIPT}", "", how).headers["ETag"] for how in ("", "gzip")
    )
    assert plain != packed
    for known, how, status in (
        (plain, "", 304),
        (packed, "gzip", 304),
        (f"{plain}, {packed}", "gzip", 304),
        (plain, "gzip", 200),
        (packed, "", 200),
    ):
        told = answer(long, f"/{SCRIPT}", known, how)
        assert (told.status_code, told.headers["Vary"]) == (status, "Accept-Encoding")
        if status == 304:
            assert "Content-Encoding" not in told.headers
            assert told.headers["ETag"] == (packed if how else plain)


async def test_the_same_files_are_the_same_bytes_every_time(long):
    """Two servers with the same build must agree on what an ETag is of."""
    told = answer(long, f"/{SCRIPT}", "", "gzip")
    sent = await told.get_data(as_text=False)
    assert sent[4:8] == b"\0\0\0\0"  # the time, in gzip's header


def test_source_maps_are_not_served(folder):
    (folder / f"{SCRIPT}.map").write_text("{}")
    assert WebFiles(folder).answer(f"/{SCRIPT}.map", "") is None


# -- not built ---------------------------------------------------------------------------

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


async def test_a_browser_is_told_that_the_ui_is_not_built():
    told = await small_app().ask("GET", "/", raw_path=True, headers={"Accept": BROWSER})
    assert told.status == 404
    assert told.body.count(b"./justw webui-build") == 1
    assert b"<script" not in told.body
    assert b"style" not in told.body
    assert "default-src 'none'" in told.headers["Content-Security-Policy"]
    assert told.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/", "*/*"), ("/metrics", ""), ("/a.js", BROWSER), ("/api/v1/nothing", BROWSER)],
)
async def test_whoever_asks_for_no_page_gets_a_problem(path, accept):
    sent = {"Accept": accept} if accept else {}
    told = await small_app().ask("GET", path, raw_path=True, headers=sent)
    assert (told.status, told.problem) == (404, "not-found")


async def test_a_ui_that_is_built_has_no_such_page(folder):
    headers = {"Accept": BROWSER}
    for path, body in (("/calls", PAGE), ("/nothing.js", b"")):
        told = await small_app(files=folder).ask(
            "GET", path, raw_path=True, headers=headers
        )
        assert told.body == body or told.problem == "not-found"


# -- over HTTP ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", f"/{SCRIPT}", "/calls"])
async def test_head_tells_what_get_tells(folder, path):
    """Its body ends in the server (test_http.py), which the test client leaves out."""
    app = small_app(files=folder)
    got = await app.ask("GET", path, raw_path=True)
    head = await app.ask("HEAD", path, raw_path=True)
    assert (head.status, head.headers) == (200, got.headers)
    assert int(got.headers["Content-Length"]) == len(got.body) > 0


async def test_head_tells_what_get_tells_of_what_is_compressed(long):
    app = small_app(files=long)
    headers = {"Accept-Encoding": "gzip"}
    got = await app.ask("GET", f"/{SCRIPT}", raw_path=True, headers=headers)
    head = await app.ask("HEAD", f"/{SCRIPT}", raw_path=True, headers=headers)
    assert (head.status, head.headers) == (200, got.headers)
    assert gzip.decompress(got.body) == LONG
    assert int(head.headers["Content-Length"]) == len(got.body)


async def test_a_part_of_a_file_is_the_whole_file(folder):
    """RFC 9110 allows to ignore a range; nothing says that we would not."""
    told = await small_app(files=folder).ask(
        "GET", "/", raw_path=True, headers={"Range": "bytes=0-3"}
    )
    assert (told.status, told.body) == (200, PAGE)
    assert told.headers.get("Accept-Ranges", "none") == "none"


async def test_not_changed_over_http(folder):
    app = small_app(files=folder)
    first = await app.ask("GET", f"/{SCRIPT}", raw_path=True)
    headers = {"If-None-Match": first.headers["ETag"]}
    again = await app.ask("GET", f"/{SCRIPT}", raw_path=True, headers=headers)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Cache-Control"] == FOR_EVER


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
async def test_files_are_only_read(folder, method):
    told = await small_app(endpoint(), files=folder).ask(method, "/", raw_path=True)
    assert (told.status, told.problem) == (404, "not-found")


@pytest.mark.parametrize("path", [*(p for p in NOT_THERE if "\0" not in p), "/%2e%2e/outside/key.txt", "/..%2foutside%2fkey.txt", "/%2eenv", "/.env?a=.js", "/robots.txt%00", "/linked%2fkey.txt"])  # fmt: skip
async def test_nothing_else_comes_over_http(folder, path):
    told = await small_app(files=folder).ask("GET", path, raw_path=True)
    assert b"secret" not in told.body
    assert told.problem == "not-found" or told.body == PAGE

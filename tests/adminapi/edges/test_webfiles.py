"""Climbing and headers: tests/adminapi/security/test_http.py."""

from __future__ import annotations

import pytest

from adminapi.edges import webfiles
from adminapi.edges.webfiles import FOR_EVER, TooLarge, WebFiles


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "app-4f3a2b1c.js").write_text("1")
    (tmp_path / "robots.txt").write_text("x")
    (tmp_path / ".env").write_text("secret")
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/calls", "/calls/4711/turns", "/index.html"])
async def test_an_address_without_a_dot_is_a_page(folder, path):
    answer = WebFiles(folder).answer(path, "")
    assert await answer.get_data() == b"<!doctype html>"
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_what_has_its_hash_in_its_name_is_kept_for_ever(folder):
    answer = WebFiles(folder).answer("/assets/app-4f3a2b1c.js", "")
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["Content-Type"].startswith("text/javascript")


async def test_what_has_not_changed_is_not_sent_again(folder):
    files = WebFiles(folder)
    etag = files.answer("/robots.txt", "").headers["ETag"]
    again = files.answer("/robots.txt", f'"x", {etag}')
    assert (again.status_code, await again.get_data()) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/.env", "/link.txt", "/nothing.js", "/assets/../.env", "/a.b/c"]
)
def test_what_was_not_read_is_not_there(folder, path):
    assert WebFiles(folder).answer(path, "") is None


def test_without_a_folder_there_is_nothing(tmp_path):
    assert WebFiles(tmp_path / "none").answer("/", "") is None


def test_a_folder_that_is_no_web_ui_is_refused(folder, monkeypatch):
    monkeypatch.setattr(webfiles, "MOST_FILES", 2)
    with pytest.raises(TooLarge):
        WebFiles(folder)

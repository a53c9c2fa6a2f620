"""On every answer: tests/adminapi/security/test_http.py."""

from __future__ import annotations

from quart import Response

from adminapi.edges.headers import SECURITY, secure


async def test_what_says_nothing_about_caching_is_not_stored():
    assert (await secure(Response(b""))).headers["Cache-Control"] == "no-store"


async def test_what_says_how_it_is_cached_stays_so():
    response = await secure(Response(b"", headers={"Cache-Control": "no-cache"}))
    assert response.headers["Cache-Control"] == "no-cache"
    assert len(response.headers.getlist("Content-Security-Policy")) == 1


def test_tls_is_remembered_for_a_year_and_more():
    age = dict(SECURITY)["Strict-Transport-Security"].partition(";")[0]
    assert int(age.removeprefix("max-age=")) >= 31_536_000

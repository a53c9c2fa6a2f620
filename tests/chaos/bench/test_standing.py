from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from chaos.bench import measured
from chaos.bench.standing import StandinMissing, google_process, openai_process

pytestmark = pytest.mark.integration
GONE_S = 10.0


@pytest.fixture(autouse=True)
def unpinned(monkeypatch):
    monkeypatch.setattr(measured, "pin", lambda *_: None)


def answers(address):
    url = urlsplit(address)
    with closing(socket.socket()) as sock:
        return sock.connect_ex((url.hostname, url.port)) == 0


def test_a_stand_in_answers_as_long_as_it_is_wanted():
    with google_process("--deaf") as endpoint:
        assert endpoint.startswith("http://127.0.0.1:")
        assert answers(endpoint)
    until_s = time.monotonic() + GONE_S
    while answers(endpoint) and time.monotonic() < until_s:
        time.sleep(0.05)
    assert not answers(endpoint)


def test_the_other_vendor_has_its_version_in_the_address(tmp_path):
    with openai_process("--spelled", trouble=tmp_path / "none.json") as url:
        assert url.endswith("/v1")
        assert answers(url)


def test_a_stand_in_that_does_not_start_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    before = os.listdir("/proc/self/fd")
    with pytest.raises(StandinMissing, match="the stand-in google does not start"):
        with google_process():
            raise AssertionError("nobody is there")
    assert len(os.listdir("/proc/self/fd")) == len(before)

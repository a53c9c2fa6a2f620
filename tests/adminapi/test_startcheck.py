"""More in tests/adminapi/security/test_start.py."""

from __future__ import annotations

import pytest

from adminapi.startcheck import is_local


@pytest.mark.parametrize(
    ("host", "local"),
    [("localhost", True), ("a.localhost", True), ("127.9.9.9", True), ("::1", True),
     ("0.0.0.0", False), ("", False), ("example.com", False), ("192.168.0.1", False)],
)  # fmt: skip
def test_this_machine_is_known_by_its_names(host, local):
    assert is_local(host) is local

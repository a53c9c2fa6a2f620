from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from adminapi.edges.clientaddress import ClientAddress


class Asked:
    def __init__(self, remote, *forwarded):
        self.remote_addr = remote
        self.headers = Headers([("X-Forwarded-For", value) for value in forwarded])


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, ["1.1.1.1"], "10.0.0.1"),
        (1, ["1.1.1.1"], "1.1.1.1"),
        (1, ["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
        (1, ["6.6.6.6", "1.1.1.1"], "1.1.1.1"),
        (2, ["6.6.6.6, 1.1.1.1, 10.0.0.2"], "1.1.1.1"),
        (2, ["1.1.1.1"], "10.0.0.1"),
        (1, [], "10.0.0.1"),
        (1, ["' OR 1=1"], "unknown"),
        (1, ["::ffff:1.1.1.1"], "::ffff:1.1.1.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_counts(proxies, forwarded, address):
    assert ClientAddress(proxies)(Asked("10.0.0.1", *forwarded)) == address


def test_no_address_is_unknown():
    assert ClientAddress()(Asked(None)) == "unknown"

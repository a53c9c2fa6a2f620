"""Whose address a request comes from, when proxies stand before us.

``X-Forwarded-For`` is believed only as far as our own proxies wrote it: with ``proxies`` = 1
the last entry counts, with 2 the last but one. Whatever a client wrote himself stands before
those, so it cannot choose the address that limits and logs see.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from quart.wrappers import Request, Websocket


@dataclass(frozen=True, slots=True)
class ClientAddress:
    """``proxies`` is how many reverse proxies of ours a request has passed."""

    proxies: int = 0

    def __call__(self, asked: Request | Websocket) -> str:
        """Return the address as text; ``unknown`` if there is none."""
        address = asked.remote_addr or "unknown"
        if self.proxies:
            said = ",".join(asked.headers.getlist("X-Forwarded-For")).split(",")
            if said != [""] and len(said) >= self.proxies:
                address = said[-self.proxies].strip()
        address, _, _ = address.partition("%")  # the interface: any text at all
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return "unknown"
        # a socket for both families tells IPv4 as ::ffff:a.b.c.d: limits would see one /64
        plain = str(getattr(found, "ipv4_mapped", None) or found)
        return plain.partition("%")[0]  # the name of an interface may be any text

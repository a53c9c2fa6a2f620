"""What must be right before anybody may be let in; each fault stops the start."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from adminapi.auth.keys import KeyRefused, read_keys, read_ring
from adminapi.settings import AdminConfig

_LOCAL: Final = frozenset({"localhost", "ip6-localhost"})


class NotReady(Exception):
    """The settings are not safe; the message is one sentence without a secret."""


def check(config: AdminConfig) -> None:
    """Return if this process may serve. Raises :exc:`NotReady`."""
    try:
        read_keys(config.signing_key, config.old_signing_key)
        read_ring(config.data_keys)
    except KeyRefused as error:
        raise NotReady(str(error)) from None
    if not config.database_url:
        raise NotReady("ADMINAPI_DATABASE_URL is not set: the users are there.")
    if not config.redis_url:
        raise NotReady("ADMINAPI_REDIS_URL is not set: the live calls are there.")
    parts = urlsplit(config.public_url)
    if parts.path:
        raise NotReady("ADMINAPI_PUBLIC_URL must end after its host and port.")
    if parts.scheme != "https" and not is_local(parts.hostname or ""):
        raise NotReady(
            "ADMINAPI_PUBLIC_URL must begin with https://: only on this machine may "
            "passwords travel without TLS."
        )


def is_local(host: str) -> bool:
    """Say whether a host is this machine."""
    if host in _LOCAL or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

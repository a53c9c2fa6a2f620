"""Who sends the bill for an OpenAI-compatible service: its address decides, not its API."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

LOCAL: Final = "local"  # our own machines: the price table has it at an explicit 0
_VENDORS: Final = {"openai.com": "openai", "groq.com": "groq"}


def provider_of(url: str) -> str:
    """Return the provider's name in the price table for the service at ``url``.

    A vendor that we know has its word; this machine and private networks are ``local``. Any
    other host stands for itself: it is unpriced until somebody enters its price, since a
    stranger's service is not free because it speaks the same language.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return "unknown"
    for domain, provider in _VENDORS.items():
        if host == domain or host.endswith("." + domain):
            return provider
    return LOCAL if _is_ours(host) else host or "unknown"


def _is_ours(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:  # a name: whose it is cannot be told
        return False

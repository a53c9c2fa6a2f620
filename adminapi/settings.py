"""The table of settings of the admin API: each field is one variable ``ADMINAPI_...``.

``adminapi config --markdown`` writes the page in docs/ from this table.
"""

# ruff: noqa: RUF009 - setting is dataclasses.field with our columns

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from callcore.shared import settingkinds as kind
from callcore.shared.config import ConfigError, read_table
from callcore.shared.settingfield import Origin, folder, setting

PREFIX: Final = "ADMINAPI_"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminConfig:
    """What this process was told."""

    host: str = setting("127.0.0.1", kind.HOST, "address of the API and the web UI")
    port: int = setting(8080, kind.port(), "port of the API and the web UI")
    ops_host: str = setting(
        "127.0.0.1", kind.HOST, "address of /metrics, /live and /ready"
    )
    ops_port: int = setting(9464, kind.port(), "port of /metrics, /live and /ready")
    public_url: str = setting(
        "http://127.0.0.1:8080",
        kind.URL,
        "what browsers call it; the only origin that may open its WebSockets. http:// only "
        "on this machine: its cookie wants https://",
    )
    proxies: int = setting(
        0,
        kind.number(0, 5),
        "reverse proxies of yours before it; so many entries of X-Forwarded-For count",
    )
    database_url: str = setting(
        "", kind.DATABASE_URL, "PostgreSQL, as CALLCORE_DATABASE_URL", secret=True
    )
    redis_url: str = setting(
        "", kind.REDIS_URL, "Redis or Valkey, as CALLCORE_REDIS_URL", secret=True
    )
    data_keys: str = setting(
        "",
        kind.DATA_KEYS,
        "keys that open what is kept of people, as CALLCORE_DATA_KEYS",
        shown="none",
        secret=True,
    )
    signing_key: str = setting(
        "",
        kind.WORD,
        "key of the access tokens, 32 random bytes or more in base64 (`adminapi new-key`)",
        shown="none",
        secret=True,
    )
    old_signing_key: str = setting(
        "",
        kind.WORD,
        "the key before it: its tokens are good until they end, while keys are changed",
        shown="none",
        secret=True,
    )
    session_days: int = setting(
        30, kind.number(1, 365), "a session ends so long after its login, used or not"
    )
    idle_hours: int = setting(
        72, kind.number(1, 8760), "a session that is not used for so long ends"
    )
    recordings: str = setting(
        "",
        kind.ARCHIVE,
        "where recordings are kept, as CALLCORE_RECORDINGS",
        shown="the data folder's recordings",
    )
    s3_id: str = setting("", kind.WORD, "access key id of the bucket", shown="none")
    s3_key: str = setting(
        "", kind.WORD, "secret key of the bucket", shown="none", secret=True
    )
    data_dir: Path = setting(
        folder("XDG_STATE_HOME", ".local/state"),
        kind.PATH,
        "callcore's folder, as CALLCORE_DATA_DIR",
        shown="$XDG_STATE_HOME/callcore or ~/.local/state/callcore",
    )
    web_dir: Path | None = setting(
        None, kind.PATH, "the built web UI", shown="the packaged one"
    )
    connections: int = setting(
        8, kind.number(2, 100), "connections to PostgreSQL at the same time"
    )
    log_level: str = setting(
        "info", kind.choice("debug", "info", "warning", "error"), "least level to log"
    )
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)


SETTINGS: Final = tuple(item for item in fields(AdminConfig) if "kind" in item.metadata)


def load(environ: Mapping[str, str]) -> AdminConfig:
    """Return the configuration that ``environ`` describes.

    Raises :exc:`ConfigError` with one sentence for the first thing that is wrong.
    """
    values, origins = read_table(
        environ, PREFIX, SETTINGS, hint="`adminapi config` lists them."
    )
    return AdminConfig(origins=origins, **values)


def from_environment() -> AdminConfig:
    """Return the configuration of this process. Raises :exc:`ConfigError`."""
    return load(os.environ)  # noqa: TID251 - the one place of adminapi that reads it


__all__ = ["SETTINGS", "AdminConfig", "ConfigError", "from_environment", "load"]

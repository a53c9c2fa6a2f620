"""The configuration for people: as a text table, and as a page of the docs."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from adminapi.auth import keys
from adminapi.settings import PREFIX, SETTINGS, AdminConfig
from callcore.shared.configview import HIDDEN, shown
from callcore.shared.sealed import keytext

_INTRODUCTION: Final = """\
# Configuration of the admin API

The admin API reads its settings from the environment, once, at start; an unknown or malformed
`ADMINAPI_*` variable stops the start with a sentence. An empty variable counts as unset.
`adminapi config` shows the effective values and where each comes from.
This page is written by `just docs` from `adminapi/settings.py`.

| variable | default | allowed | what |
|---|---|---|---|
"""


def as_text(config: AdminConfig) -> str:
    """Return a table of every setting, its value and where it comes from."""
    rows = []
    for setting in SETTINGS:
        value = getattr(config, setting.name)
        if setting.metadata["secret"]:
            text = HIDDEN if value else "-"
        else:
            text = shown(value) or "-"
        origin = config.origins.get(setting.name, "default")
        rows.append((PREFIX + setting.name.upper(), text, origin))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = (f"{n:<{widths[0]}}  {v:<{widths[1]}}  {o}" for n, v, o in rows)
    return "\n".join(lines) + "\n"


def as_markdown() -> str:
    """Return the page docs/admin-configuration.md; the same on every machine."""
    lines = []
    for setting in SETTINGS:
        meta = setting.metadata
        default = meta["shown"] or shown(meta["default"]) or "none"
        name, kind = PREFIX + setting.name.upper(), meta["kind"].allowed
        lines.append(f"| `{name}` | {default} | {kind} | {meta['about']} |")
    return _INTRODUCTION + "\n".join(lines) + "\n"


def with_key(config: AdminConfig) -> AdminConfig:
    """Return the configuration with keys of the moment: to look at, not to serve."""
    return replace(
        config,
        signing_key=keys.new_key(),
        old_signing_key="",
        data_keys=keytext.new_key(),
    )

"""The configuration for people: as a text table, and as a page of the docs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field
from typing import Any, Final

from callcore.shared.settings import SETTINGS, Config, variable_of

HIDDEN: Final = "(set, hidden)"
_INTRODUCTION: Final = """\
# Configuration

callcore reads its settings from the environment, once, at start; an unknown or malformed
`CALLCORE_*` variable stops the start with a sentence. An empty variable counts as unset.
`just config` shows the effective values and where each comes from.
This page is written by `just docs` from `callcore/shared/settings.py`.

| variable | default | allowed | what |
|---|---|---|---|
"""


def as_text(config: Config) -> str:
    """Return a table of every setting, its value and where it comes from."""
    rows = [
        (
            variable_of(setting),
            _value(config, setting),
            config.origins.get(setting.name, "default"),
        )
        for setting in SETTINGS
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}"
        for name, value, origin in rows
    )


def as_markdown() -> str:
    """Return the page docs/configuration.md; the same on every machine."""
    return _INTRODUCTION + "\n".join(_lines(SETTINGS)) + "\n"


def _lines(settings: Iterable[Field[Any]]) -> Iterator[str]:
    for setting in settings:
        meta = setting.metadata
        default = meta["shown"] or shown(meta["default"]) or "none"
        kind, about = meta["kind"].allowed, meta["about"]
        yield f"| `{variable_of(setting)}` | {default} | {kind} | {about} |"


def _value(config: Config, setting: Field[Any]) -> str:
    value = getattr(config, setting.name)
    if setting.metadata["secret"]:
        return HIDDEN if value else "-"
    return shown(value) or "-"


def shown(value: object) -> str:
    """Return ``value`` as one would write it into the environment."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ",".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return str(value)

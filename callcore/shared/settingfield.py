"""What a table of settings is made of: a field of a frozen dataclass is one variable.

:mod:`callcore.shared.settings` is the table of callcore, ``adminapi.settings`` that of the
admin API; :mod:`callcore.shared.config` reads the environment into either.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Literal

from callcore.shared.settingkinds import Kind

Origin = Literal["default", "environment"]
Known = Mapping[str, Any]  # fields that are already decided, by name
Default = Callable[[Mapping[str, str], Known], object]


def setting(
    default: object, of: Kind, about: str, *, shown: str = "", secret: bool = False
) -> Any:  # noqa: ANN401 - as dataclasses.field: it stands for a value of any type
    """Return a field with our columns: its default, type and range, and meaning.

    A secret is not in the repr of its table, which a trace may show.
    """
    metadata = {
        "default": default,
        "kind": of,
        "about": about,
        "shown": shown,
        "secret": secret,
    }
    return field(metadata=metadata, repr=not secret)


def folder(variable: str, fallback: str) -> Default:
    """Return the default of a folder: the XDG variable's, or the usual one below home."""

    def default(environ: Mapping[str, str], _known: Known) -> Path:
        base = environ.get(variable, "")
        if not os.path.isabs(base):  # the specification says: ignore a relative one
            base = os.path.join(environ.get("HOME") or os.getcwd(), fallback)
        return Path(base) / "callcore"

    return default

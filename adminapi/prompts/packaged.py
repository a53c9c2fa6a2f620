"""The prompts that came with callcore, read as files: the agent itself is not imported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

from callcore.shared.ids import LANGUAGES

_FOLDER: Final = "callcore.agent.prompts"
_VERSION: Final = re.compile(r"v(\d{1,4})", re.ASCII)

Texts = Mapping[str, str]


def is_packaged(version: str) -> bool:
    """Return whether a version is named as those that come with callcore are."""
    return _VERSION.fullmatch(version) is not None


@cache
def versions() -> Sequence[str]:
    """Return the versions, oldest first; the last one is used if none is published."""
    found = [each.name for each in resources.files(_FOLDER).iterdir() if each.is_dir()]
    return sorted(filter(is_packaged, found), key=lambda name: int(name[1:]))


def texts_of(version: str) -> Texts | None:
    """Return the templates of a version by language, ``None`` if there is none."""
    if version not in versions():
        return None
    folder = resources.files(_FOLDER) / version
    return {
        language: (folder / f"{language}.txt").read_text(encoding="utf-8").strip()
        for language in LANGUAGES
    }

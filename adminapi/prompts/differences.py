"""What differs between two prompts, as unified diffs by language."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from callcore.shared.ids import LANGUAGES

CONTEXT = 3  # lines


def differences(
    before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the lines of a unified diff for each language; none where nothing differs.

    The two head lines with names of files are left out.
    """
    return {
        language: list(
            difflib.unified_diff(
                before.get(language, "").splitlines(),
                after.get(language, "").splitlines(),
                lineterm="",
                n=CONTEXT,
            )
        )[2:]
        for language in LANGUAGES
    }

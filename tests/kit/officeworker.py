"""`callcore worker NAME FD` whose scripted voice speaks seven times as fast.

A person could not follow; the customers of the tests read each character, and their calls
take half of the time. Used by :mod:`tests.kit.officesupervisor` when ``OFFICE_QUICK`` is set.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Final

from callcore import __main__ as program
from callcore.app import offering
from callcore.engines.scripted import ScriptedTextToSpeech

CHAR_MS: Final = 8


def main() -> int:
    """Run it."""
    quick = partial(ScriptedTextToSpeech, char_ms=CHAR_MS)
    setattr(offering, "ScriptedTextToSpeech", quick)  # noqa: B010 - mypy: it is a class
    return program.main()


if __name__ == "__main__":
    sys.exit(main())

"""``python -m chaos.training turns`` or ``names``: what ``just train`` runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run one training; return the exit code."""
    if arguments and arguments[0] == "names":
        # needs neither numpy nor voices: not loaded for it
        from chaos.training.names import main as train_names

        return train_names(arguments[1:])
    from chaos.training.turns import main as train_turns

    return train_turns(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

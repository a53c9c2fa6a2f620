"""``python -m chaos.training turns``: see :mod:`chaos.training.turns`."""

from __future__ import annotations

import sys

from chaos.training.turns import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

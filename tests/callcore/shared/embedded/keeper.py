"""A program that keeps both servers in a folder until it is killed: ``keeper.py FOLDER``.

It says the process ids of PostgreSQL and Valkey, or the sentence why it cannot start.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.process import CannotStart
from callcore.shared.embedded.valkey import EmbeddedValkey


def main(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder / "postgres", {"fsync": "off"})
    valkey = EmbeddedValkey(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
    except CannotStart as error:
        sys.exit(str(error))
    sys.stdout.write(f"{postgres.process.pid} {valkey.process.pid}\n")
    sys.stdout.flush()
    signal.sigwait([signal.SIGTERM])
    postgres.stop()
    valkey.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    main(Path(sys.argv[1]))

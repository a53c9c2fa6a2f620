from __future__ import annotations

import os
import socket

from callcore.shared.workername import worker_id


def test_the_successor_of_a_worker_has_another_name():
    mine = worker_id("w1", os.getpid())
    assert mine == f"{socket.gethostname()}:w1:{os.getpid()}"
    assert worker_id("w1", os.getpid() + 1) != mine

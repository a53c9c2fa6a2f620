from __future__ import annotations

from callcore.shared.observe.masking import accounts, network, vehicles
from callcore.shared.observe.masking.found import NOTHING
from callcore.shared.observe.masking.line import read


def test_every_detector_says_nothing_in_the_same_way():
    line = read("nothing 12 here")
    for look in (accounts.account, network.network, vehicles.vehicle):
        assert look(line, 1) is NOTHING
    assert not NOTHING[2]

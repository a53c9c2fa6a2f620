from __future__ import annotations

import pytest

from callcore.shared.observe.masking.makers import MAKERS


def test_every_maker_has_three_characters_of_a_vehicle_number():
    allowed = set("ABCDEFGHJKLMNPRSTUVWXYZ0123456789")
    assert all(len(maker) == 3 and set(maker) <= allowed for maker in MAKERS)


@pytest.mark.parametrize(
    "maker", ["WVW", "TMB", "XTA", "Y6D", "JTD", "KMH", "1HG", "5YJ", "VF1"]
)
def test_common_makers_are_known(maker):
    assert maker in MAKERS

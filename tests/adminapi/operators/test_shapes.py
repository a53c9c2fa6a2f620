"""What may be said of operators and queues."""

import pytest
from pydantic import ValidationError

from adminapi.operators.shapes import NewQueueWanted, OperatorWanted, QueueWanted


@pytest.mark.parametrize("interface", ["PJSIP/101", "SIP/ann@house:5060", "Local/1-2"])
def test_interfaces_as_asterisk_writes_them_are_taken(interface):
    assert OperatorWanted(name="a", interface=interface).interface == interface


@pytest.mark.parametrize("queue", ["", "-x", "a b", "a/b", "..", "x" * 65, "é"])
def test_a_queue_has_a_plain_name(queue):
    with pytest.raises(ValidationError):
        NewQueueWanted(queue=queue)


@pytest.mark.parametrize("level_s", [0, -1, 3_601])
def test_a_service_level_is_seconds_of_patience(level_s):
    with pytest.raises(ValidationError):
        QueueWanted(service_level_s=level_s)

"""What may be said to the house."""

import pytest
from pydantic import ValidationError

from adminapi.house.shapes import LogLevelWanted


@pytest.mark.parametrize("level", ["", "DEBUG", "trace", "0"])
def test_a_level_is_one_of_four(level):
    with pytest.raises(ValidationError):
        LogLevelWanted(worker="w", level=level)

"""What may be asked of a worker."""

import pytest
from pydantic import ValidationError

from adminapi.actions.shapes import HangUpWanted, SayWanted, TransferWanted


def test_a_sentence_is_trimmed():
    assert SayWanted(text="  hello ").text == "hello"


@pytest.mark.parametrize("reason", ["", "-x", "x" * 41, "a b", "a\nb", "A"])
def test_a_reason_is_a_machine_word(reason):
    with pytest.raises(ValidationError):
        HangUpWanted(reason=reason)


def test_the_usual_queue_has_no_name():
    assert TransferWanted.model_validate({"reason": "x"}).queue == ""

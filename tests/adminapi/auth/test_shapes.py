from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.auth.shapes import LoginWanted


@pytest.mark.parametrize("code", ["123456", "123 456", "abcde-fghij"])
def test_a_code_may_be_of_the_telephone_or_for_recovery(code):
    assert LoginWanted(name="n", password="p", code=code).code == code


@pytest.mark.parametrize("code", ["", "1", "x" * 20, "12345\n", "ＡＢＣＤＥＦ"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ValidationError):
        LoginWanted(name="n", password="p", code=code)

from __future__ import annotations

import json

from chaos.standins.openai.refusal import REFUSALS, Refusal, no_such_model


async def test_a_refusal_is_one_error_object():
    response = no_such_model("gpt-1").response()
    said = json.loads(await response.get_data())
    assert response.status_code == 404
    assert set(said["error"]) == {"message", "type", "param", "code"}
    assert said["error"]["code"] == "model_not_found"
    assert "Retry-After" not in response.headers


def test_a_limit_says_when_to_come_again():
    response = Refusal(*REFUSALS["limit"]).response()
    assert response.headers["Retry-After"] == "1"


def test_every_trouble_has_a_status_of_its_own():
    assert sorted(status for status, *_ in REFUSALS.values()) == [
        400,
        401,
        403,
        404,
        429,
        500,
    ]

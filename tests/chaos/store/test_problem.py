from __future__ import annotations

import json

from chaos.store.problem import Problem


def test_a_problem_is_a_document_with_a_code_to_branch_on() -> None:
    document = json.loads(Problem(409, "out-of-stock", "t37").body())
    assert document == {
        "type": "urn:callcore:store:out-of-stock",
        "title": "out of stock",
        "status": 409,
        "code": "out-of-stock",
        "detail": "t37",
    }


def test_it_may_bring_headers_and_brings_none_by_itself() -> None:
    assert dict(Problem(404, "unknown-order").headers) == {}
    slow = Problem(429, "rate-limited", headers={"Retry-After": "1"})
    assert slow.headers["Retry-After"] == "1"

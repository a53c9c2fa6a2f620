"""The one table of Google's errors."""

import pytest
from grpc import StatusCode

from callcore.engines.errors import EngineLost, EngineRefused
from callcore.engines.vendors.asyncbridge import StreamBrokenError
from callcore.engines.vendors.googleerrors import ERRORS, error_of, status_of

SECRET = "key AIza-secret of project shop"


@pytest.mark.parametrize(
    "code", [code for code in StatusCode if code is not StatusCode.OK]
)
def test_every_status_has_a_row_and_nothing_of_its_details_is_shown(code):
    error = error_of("google", StreamBrokenError(code, SECRET), answered=False)
    assert code in ERRORS
    assert isinstance(error, EngineRefused | EngineLost)
    assert not (isinstance(error, EngineRefused) and error.retryable)
    assert "secret" not in f"{error!r} {error}"


def test_a_connection_that_had_answered_was_cut():
    gone = StreamBrokenError(StatusCode.UNAVAILABLE, "")
    assert error_of("google", gone, answered=False).reason == "connection"
    assert error_of("google", gone, answered=True).reason == "cut"


def test_a_key_that_the_token_server_turns_down_is_unauthorised():
    words = "Getting metadata from plugin failed with error: "
    revoked = StreamBrokenError(
        StatusCode.UNAVAILABLE, words + "('invalid_grant: Invalid JWT Signature.', {})"
    )
    offline = StreamBrokenError(StatusCode.UNAVAILABLE, words + "Connection refused")
    error = error_of("google", revoked, answered=False)
    assert (type(error), error.reason) == (EngineRefused, "unauthorised")
    assert error_of("google", offline, answered=False).reason == "connection"


def test_quota_is_not_asked_again_but_too_large_an_answer_is_garbage():
    quota = StreamBrokenError(StatusCode.RESOURCE_EXHAUSTED, "Quota exceeded")
    large = "CLIENT: Received message larger than max (4194304 vs. 1048576)"
    size = StreamBrokenError(StatusCode.RESOURCE_EXHAUSTED, large)
    error = error_of("google", quota, answered=True)
    assert (type(error), error.reason, error.retryable) == (
        EngineLost,
        "rate-limited",
        False,
    )
    assert error_of("google", size, answered=True).reason == "garbage"


def test_a_status_inside_an_answer_is_known_by_its_number():
    assert status_of(11) is StatusCode.OUT_OF_RANGE
    assert status_of(16) is StatusCode.UNAUTHENTICATED
    assert status_of(4711) is StatusCode.UNKNOWN
    assert status_of(-1) is StatusCode.UNKNOWN

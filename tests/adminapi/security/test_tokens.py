"""Forged, old and foreign tokens; the numbers are those of the project's security notes."""

from __future__ import annotations

import base64
import json
import time

import jwt
import pytest

from adminapi.auth import keys, tokens
from adminapi.auth.keys import Keys, key_id, read_keys
from adminapi.auth.tokens import Tokens
from adminapi.edges.problem import Problem

pytestmark = pytest.mark.filterwarnings(
    "ignore::jwt.warnings.InsecureKeyLengthWarning"  # forgers do not mind
)
ISSUER = "https://office.example"
KEY, OLD_KEY = keys.new_key(), keys.new_key()
KEYS = read_keys(KEY, OLD_KEY)
SECRET = KEYS.derived("access token")[0]
HEADERS = {"typ": "at+jwt", "kid": key_id(SECRET)}


def house() -> Tokens:
    return Tokens(KEYS, ISSUER)


def good() -> str:
    return house().issue(user_id="u", name="Olha", role="admin", session_id="s")


def claims(**other: object) -> dict[str, object]:
    now = int(time.time())
    found = {
        "iss": ISSUER, "aud": tokens.AUDIENCE, "typ": "at+jwt", "sub": "u", "sid": "s",
        "name": "Olha", "role": "admin", "jti": "j", "iat": now, "nbf": now, "exp": now + 60,
        **other,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def signed(
    payload: dict[str, object], secret: bytes = SECRET, **headers: object
) -> str:
    return jwt.encode(
        payload, secret, algorithm="HS256", headers={**HEADERS, **headers}
    )


def refused(token: str) -> str:
    try:
        house().read(token)
    except Problem as problem:
        return problem.word
    return ""


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_the_token_that_the_others_are_made_from_is_good():
    who = house().read(good())
    assert (who.user_id, who.name, who.role, who.session_id) == (
        "u",
        "Olha",
        "admin",
        "s",
    )
    assert not refused(signed(claims()))


def test_a_token_without_algorithm_is_refused():
    """Number 1."""
    _, payload, signature = good().split(".")
    for algorithm in ("none", "None", "NONE", ""):
        header = part({**HEADERS, "alg": algorithm})
        assert refused(f"{header}.{payload}.")
        assert refused(f"{header}.{payload}.{signature}")


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_with_the_right_key_is_refused(algorithm):
    """Number 2."""
    assert refused(jwt.encode(claims(), SECRET, algorithm=algorithm, headers=HEADERS))


def test_a_header_that_says_rs256_is_refused():
    """Number 2: the key of an HMAC is no public key of anybody."""
    _, payload, signature = good().split(".")
    assert refused(f"{part({**HEADERS, 'alg': 'RS256'})}.{payload}.{signature}")
    assert refused(f"{part({**HEADERS, 'alg': 'EdDSA'})}.{payload}.{signature}")


def test_an_edited_payload_is_refused():
    """Number 3."""
    header, _, signature = signed(claims(role="viewer")).split(".")
    assert refused(f"{header}.{part(claims(role='admin'))}.{signature}")


def test_a_token_without_its_signature_is_refused():
    """Number 4."""
    header, payload, signature = good().split(".")
    assert refused(f"{header}.{payload}.")
    assert refused(f"{header}.{payload}")
    assert refused(f"{header}.{payload}.{signature[:-4]}")
    assert refused(f"{header}.{payload}.{signature}.")


def test_a_token_that_is_over_is_refused():
    """Number 5; the leeway is for clocks of our own machines."""
    now = int(time.time())
    assert refused(signed(claims(exp=now - tokens.LEEWAY_S - 1)))
    assert refused(signed(claims(exp=0)))
    assert refused(signed(claims(exp="never")))


def test_a_token_of_the_future_is_refused():
    """Number 6."""
    later = int(time.time()) + 60
    assert refused(signed(claims(nbf=later)))
    assert refused(signed(claims(iat=later)))


@pytest.mark.parametrize("name", sorted(claims()))
def test_a_token_without_any_one_claim_is_refused(name):
    """Number 7: libraries take a token without ``exp`` as one that never ends."""
    assert refused(signed(claims(**{name: None})))


@pytest.mark.parametrize(
    "audience", ["somebody", "", ["callcore-admin", "somebody"], ["callcore-admin"]]
)
def test_a_token_for_somebody_else_is_refused(audience):
    """Number 8."""
    assert refused(signed(claims(aud=audience)))


@pytest.mark.parametrize(
    "issuer", ["https://office.example.evil", "", "http://office.example"]
)
def test_a_token_of_somebody_else_is_refused(issuer):
    """Number 9."""
    assert refused(signed(claims(iss=issuer)))


def test_a_token_of_another_type_is_refused():
    """Number 10: what is signed for another purpose is no access token."""
    assert refused(signed(claims(typ="refresh")))
    assert refused(signed(claims(), typ="JWT"))
    other = KEYS.derived("recordings")[0]
    assert refused(signed(claims(), secret=other))
    assert refused(signed(claims(), secret=other, kid=key_id(other)))


@pytest.mark.parametrize(
    "kid",
    ["", "unknown", "../../../../dev/null", "' OR 1=1 --", "/dev/null\0", "a" * 500],
)
def test_an_unknown_key_id_is_refused(kid):
    """Number 11."""
    assert refused(signed(claims(), kid=kid))
    assert refused(
        jwt.encode(claims(), b"\0", algorithm="HS256", headers={**HEADERS, "kid": kid})
    )


def test_a_key_that_comes_with_the_token_is_not_used():
    """Number 11."""
    own = b"0123456789abcdef0123456789abcdef"
    jwk = {"kty": "oct", "k": base64.urlsafe_b64encode(own).decode()}
    assert refused(signed(claims(), secret=own, jwk=jwk))
    for name in ("jku", "x5u", "x5c"):
        assert refused(
            signed(claims(), secret=own, **{name: "https://evil.example/keys"})
        )
    assert refused(signed(claims(), jwk=jwk))
    assert refused(signed(claims(), crit=["exp"]))


def test_the_key_before_is_good_until_its_tokens_are_over_and_then_is_not():
    """Number 22: two keys while keys are changed, one after."""
    before = Tokens(read_keys(OLD_KEY), ISSUER)
    token = before.issue(user_id="u", name="Olha", role="admin", session_id="s")
    assert house().read(token).session_id == "s"
    after = Tokens(read_keys(KEY), ISSUER)
    with pytest.raises(Problem, match="unauthorized"):
        after.read(token)
    assert after.read(good()).session_id == "s"


@pytest.mark.parametrize("value", [7, None, ["admin"], {"a": 1}, "", "root"])
def test_a_role_that_is_none_is_refused_even_when_it_is_signed(value):
    token = signed({**claims(), "role": value})
    assert refused(token)


@pytest.mark.parametrize("name", ["sub", "sid", "jti", "name"])
def test_a_claim_of_another_type_is_refused_even_when_it_is_signed(name):
    assert refused(signed({**claims(), name: ["x"]}))


def test_a_very_long_token_is_not_even_decoded():
    assert refused(signed(claims(name="x" * 3_000)))


def test_no_secret_is_in_a_repr():
    assert SECRET.hex() not in repr(KEYS)
    assert "secrets" not in repr(Keys((b"0" * 32,)))

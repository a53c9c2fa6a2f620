"""What is sent and told at login."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from adminapi.edges.endpoint import Role
from adminapi.edges.shapes import Told, Wanted

#: longer than any password that is taken: the rules say no, not the shape
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z -]{4,14}$")]
LoginName = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class LoginWanted(Wanted):
    """A login. ``code`` when the user has a second factor."""

    name: LoginName
    password: Secret
    code: Code | None = Field(
        default=None,
        description="of the telephone, or a recovery code; only with a second factor",
    )
    new_password: Secret | None = Field(
        default=None, description="required with a one-time password, which it replaces"
    )


class Access(Told):
    """An access token; the refresh token is in the cookie."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a scheme
    expires_in: int = Field(description="seconds")
    session_id: UUID
    user_id: UUID
    name: str
    role: Role


class Me(Told):
    """Who is logged in."""

    user_id: UUID
    name: str
    role: Role
    session_id: UUID
    token_ends_at: datetime
    second_factor: bool
    recovery_codes: int = Field(description="that are left")


class Session(Told):
    """A login of a user."""

    session_id: UUID
    created_at: datetime
    used_at: datetime
    ends_at: datetime = Field(description="if it is not used again")
    address: str
    user_agent: str
    current: bool


class Sessions(Told):
    """All logins of a user that live; there are at most 20."""

    items: list[Session]


class Ended(Told):
    """How many sessions have ended."""

    ended: int


class PasswordWanted(Wanted):
    """A new password, and the present one as proof."""

    password: Secret
    new_password: Secret


class ProofWanted(Wanted):
    """The password again, before something that must not be done by who found a screen."""

    password: Secret


class SecondFactor(Told):
    """What a telephone needs; shown once."""

    secret: str
    uri: str = Field(description="for the QR code")


class CodeWanted(Wanted):
    """A code of the telephone."""

    code: Code


class RecoveryCodes(Told):
    """Codes for who lost his telephone, each good once; shown once."""

    codes: list[str]

"""Users and audit entries as they travel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from adminapi.auth.shapes import Secret
from adminapi.edges.endpoint import Role
from adminapi.edges.shapes import Page, PageQuery, Told, Wanted

#: no control characters: names stand in logs, audits and on screens
UserName = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=100,
        pattern=r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$",
    ),
]
Filter = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class UserWanted(Wanted):
    """A new user."""

    name: UserName
    role: Role
    password: Secret | None = Field(
        default=None, description="without it a one-time password is made and told once"
    )


class UserChange(Wanted):
    """What may be changed of a user; what is left out stays."""

    name: UserName | None = None
    role: Role | None = None
    disabled: bool | None = None


class User(Told):
    """A user."""

    user_id: UUID
    name: str
    role: Role
    disabled: bool
    second_factor: bool
    one_time_password: bool = Field(description="he has to choose his own at login")
    sessions: int = Field(description="that live")
    last_used_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class NewUser(Told):
    """A user that was made, and his password if it was made too."""

    user: User
    one_time_password: str | None = Field(default=None, description="told this once")


class OneTimePassword(Told):
    """A password for one login within three days."""

    one_time_password: str


class UsersQuery(PageQuery):
    """Which users."""

    q: Filter | None = Field(default=None, description="part of the name")
    role: Role | None = None


class Users(Page[User]):
    """A page of users, by name."""


class AuditQuery(PageQuery):
    """Which entries; times are from (included) to (not included)."""

    by_user: UUID | None = None
    action: Filter | None = Field(
        default=None, description="whole, or its beginning up to a dot"
    )
    subject: Filter | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditEntry(Told):
    """Who did what."""

    audit_id: int
    at: datetime
    by_user: UUID | None
    by_name: str
    action: str
    subject: str
    detail: dict[str, Any]


class AuditActions(Told):
    """The kinds of acts that are on the audit, for the menu of a filter."""

    items: list[str]


class AuditPage(Page[AuditEntry]):
    """A page of the audit, the newest first."""

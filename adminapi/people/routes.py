"""The endpoints of users and the audit; admins only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adminapi.auth.shapes import Ended, Sessions
from adminapi.edges.endpoint import ADMIN, Endpoint
from adminapi.office import Office
from adminapi.people import shapes
from adminapi.people.auditing import AuditOffice
from adminapi.people.users import UserOffice

TAG: Final = "people"
_ONE: Final = "/users/<uuid:user_id>"


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    users = UserOffice(office)
    many, one = _users(users), _user(users)
    return [*many, *one, *_keys(users), *_audit(AuditOffice(office))]


def _users(users: UserOffice) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/users",
            about="List users by name.",
            handler=users.page,
            roles=ADMIN,
            query=shapes.UsersQuery,
            told=shapes.Users,
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/users",
            about="Make a user; at his first login he chooses his own password.",
            handler=users.create,
            roles=ADMIN,
            body=shapes.UserWanted,
            told=shapes.NewUser,
            status=201,
            problems=("exists",),
            limit="action",
            tag=TAG,
        ),
    ]


def _user(users: UserOffice) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path=_ONE,
            about="Tell one user.",
            handler=users.get,
            roles=ADMIN,
            told=shapes.User,
            tag=TAG,
        ),
        Endpoint(
            method="PATCH",
            path=_ONE,
            about="Change a user; a new role or disabling ends his sessions.",
            handler=users.change,
            roles=ADMIN,
            body=shapes.UserChange,
            told=shapes.User,
            problems=("exists", "last-admin"),
            matched=True,
            limit="action",
            tag=TAG,
        ),
        Endpoint(
            method="DELETE",
            path=_ONE,
            about="Remove a user.",
            handler=users.remove,
            roles=ADMIN,
            status=204,
            problems=("last-admin",),
            matched=True,
            limit="action",
            tag=TAG,
        ),
    ]


def _keys(users: UserOffice) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="POST",
            path=f"{_ONE}/password",
            about="Give a user a one-time password; his sessions and second factor end.",
            handler=users.reset_password,
            roles=ADMIN,
            told=shapes.OneTimePassword,
            limit="action",
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path=f"{_ONE}/sessions",
            about="List the sessions of a user.",
            handler=users.sessions,
            roles=ADMIN,
            told=Sessions,
            tag=TAG,
        ),
        Endpoint(
            method="DELETE",
            path=f"{_ONE}/sessions",
            about="End all sessions of a user.",
            handler=users.end_sessions,
            roles=ADMIN,
            told=Ended,
            limit="action",
            tag=TAG,
        ),
        Endpoint(
            method="DELETE",
            path=f"{_ONE}/sessions/<uuid:session_id>",
            about="End one session of a user.",
            handler=users.end_session,
            roles=ADMIN,
            status=204,
            limit="action",
            tag=TAG,
        ),
    ]


def _audit(audit: AuditOffice) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/audit",
            about="List who did what, the newest first.",
            handler=audit.page,
            roles=ADMIN,
            query=shapes.AuditQuery,
            told=shapes.AuditPage,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/audit/actions",
            about="List what kinds of acts are on the audit.",
            handler=audit.actions,
            roles=ADMIN,
            told=shapes.AuditActions,
            tag=TAG,
        ),
    ]

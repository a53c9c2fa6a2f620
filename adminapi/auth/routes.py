"""The endpoints of login, the present session and one's own account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adminapi.auth import account, entrance, shapes
from adminapi.edges.endpoint import PUBLIC, Endpoint
from adminapi.office import Office

TAG: Final = "auth"


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    own = account.Account(office)
    return [*_doors(entrance.Entrance(office)), *_own(own), *_second_factor(own)]


def _doors(door: entrance.Entrance) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="POST",
            path="/auth/login",
            about="Log in; the cookie keeps the session.",
            handler=door.login,
            roles=PUBLIC,
            body=shapes.LoginWanted,
            told=shapes.Access,
            problems=(
                "wrong-login",
                "code-required",
                "new-password-required",
                "wrong-origin",
            ),
            limit="login",
            most_body_bytes=16_384,
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/auth/refresh",
            about="Get a new access token for the cookie, which is replaced.",
            handler=door.refresh,
            roles=PUBLIC,
            told=shapes.Access,
            problems=("unauthorized", "wrong-origin", "raced"),
            limit="refresh",
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/auth/logout",
            about="End the session of the token, or of the cookie.",
            handler=door.logout,
            roles=PUBLIC,
            status=204,
            problems=("unauthorized", "wrong-origin"),
            limit="refresh",
            tag=TAG,
        ),
    ]


def _own(own: account.Account) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/me",
            about="Tell who is logged in.",
            handler=own.me,
            told=shapes.Me,
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/me/password",
            about="Change one's password; all other sessions end.",
            handler=own.change_password,
            body=shapes.PasswordWanted,
            told=shapes.Ended,
            problems=("wrong-login",),
            limit="password",
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/me/sessions",
            about="List one's own sessions.",
            handler=own.sessions,
            told=shapes.Sessions,
            tag=TAG,
        ),
        Endpoint(
            method="DELETE",
            path="/me/sessions",
            about="End all one's sessions but this one.",
            handler=own.end_others,
            told=shapes.Ended,
            tag=TAG,
        ),
        Endpoint(
            method="DELETE",
            path="/me/sessions/<uuid:session_id>",
            about="End one of one's sessions.",
            handler=own.end_one,
            status=204,
            tag=TAG,
        ),
    ]


def _second_factor(own: account.Account) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="POST",
            path="/me/second-factor",
            about="Make a secret for one's telephone; it counts after its first code.",
            handler=own.enrol,
            body=shapes.ProofWanted,
            told=shapes.SecondFactor,
            problems=("wrong-login", "conflict"),
            limit="password",
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/me/second-factor/confirm",
            about="Turn the second factor on with a first code; tells recovery codes.",
            handler=own.confirm,
            body=shapes.CodeWanted,
            told=shapes.RecoveryCodes,
            problems=("wrong-login", "conflict"),
            limit="password",
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/me/second-factor/disable",
            about="Turn the second factor off.",
            handler=own.disable,
            body=shapes.ProofWanted,
            status=204,
            problems=("wrong-login",),
            limit="password",
            tag=TAG,
        ),
    ]

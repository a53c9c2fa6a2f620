"""``python -m chaos.security``: requests that a machine invents from the OpenAPI document.

Exit code 0: no server error, and no answer that the document does not have. Other arguments
go to schemathesis, as ``--max-examples 200``.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chaos.security.stage import Stage, stage

RULES: Final = Path(__file__).parent / "schemathesis.toml"
EXAMPLES = 4  # an endpoint; with the coverage phase this takes about a minute
LONGEST_S = 50
PATIENCE_S = 300.0
#: they may end the attacker's own session, for it finds its own ids in answers: these have
#: a stage of their own, where 401 is what comes after
LOGOUT_LIKE = (
    "post_auth_logout",
    "delete_me_sessions_session_id",
    "patch_users_user_id",
    "delete_users_user_id",
    "delete_users_user_id_sessions",
    "delete_users_user_id_sessions_session_id",
    "post_users_user_id_password",
)
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
)


def command(where: Stage, choice: str, more: Sequence[str]) -> list[str]:
    """Return what runs schemathesis; ``choice`` includes or excludes the logout-like."""
    return [
        *(sys.executable, "-m", "schemathesis.cli"),
        *("--config-file", str(RULES)),
        *("run", f"{where.url}/api/v1/openapi.json"),
        *("--header", f"Authorization: Bearer {where.token}"),
        *("--checks", ",".join(CHECKS)),
        *("--phases", "examples,coverage,fuzzing"),
        *("--mode", "all"),
        "--generation-deterministic",
        *("--workers", "2"),
        *("--request-timeout", "20"),
        *(part for name in LOGOUT_LIKE for part in (f"--{choice}-operation-id", name)),
        *("--max-examples", str(EXAMPLES)),
        *("--max-time", str(LONGEST_S)),
        "--continue-on-failure",
        *more,
    ]


def main() -> int:
    """Attack twice; return the worse exit code."""
    codes = []
    for choice in ("exclude", "include"):
        with stage() as where:
            done = subprocess.run(
                command(where, choice, sys.argv[1:]), check=False, timeout=PATIENCE_S
            )
            codes.append(done.returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())

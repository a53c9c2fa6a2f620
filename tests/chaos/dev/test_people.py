from __future__ import annotations

import psycopg
import pytest

from adminapi.auth.hashing import HASHER
from chaos.dev.people import Person, add_people


def test_a_password_is_not_in_the_repr():
    assert "secret" not in repr(Person("demo", "secret"))


@pytest.mark.integration
def test_there_is_a_user_of_each_role_who_can_log_in(database_url):
    people = add_people(database_url)
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT role, name, password_hash FROM users")
        rows = {role: (name, digest) for role, name, digest in found}
    assert set(rows) == {"viewer", "operator", "supervisor", "admin"}
    for role, person in people.items():
        name, digest = rows[role]
        assert name == person.name
        assert HASHER.verify(digest, person.password)
    assert len({person.password for person in people.values()}) == 4

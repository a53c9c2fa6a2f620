from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adminapi.settings import load
from callcore.app.embedding import servers
from chaos.demo.house import House
from chaos.demo.ports import Ports
from chaos.demo.records import database_url
from chaos.dev.program import admin_settings, welcome

NOBODY: Any = None


def test_the_admin_api_accepts_its_settings():
    config = load(admin_settings(8090))
    assert (config.port, config.ops_port) == (8090, 8091)
    assert config.public_url == "http://127.0.0.1:8090"


def test_the_user_is_told_where_to_log_in_and_with_what():
    text = "\n".join(welcome(8090, "s3cret"))
    assert "OFFICE=http://127.0.0.1:8090/api/v1 PASSWORD=s3cret" in text


@pytest.mark.integration
def test_the_first_user_goes_into_the_database_that_the_house_uses(tmp_path):
    built = House(Path(tmp_path), Ports(1, 2, 3), "http://x", NOBODY, NOBODY)
    with servers(tmp_path, throwaway=True) as urls:
        assert database_url(built.data_dir) == urls.database

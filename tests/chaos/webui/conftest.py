"""Fixtures of the web UI's tools."""

from __future__ import annotations

import pytest

from tests.chaos.webui.machine import Machine


@pytest.fixture
def machine(tmp_path):
    """A machine without anything."""
    return Machine(tmp_path)

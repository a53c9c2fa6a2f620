from __future__ import annotations

from callcore.agent.desk import Desk, DeskError
from callcore.shared.ids import CallId
from tests.callcore.agent.conftest import Notebook


async def test_a_notebook_is_a_desk() -> None:
    notebook = Notebook()
    desk: Desk = notebook
    await desk.note_callback(CallId("c"), "+380671234567", "oil", "")
    assert notebook.notes == [("+380671234567", "oil", "")]
    assert issubclass(DeskError, Exception)

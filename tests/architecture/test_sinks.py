"""What a caller says reaches a file, a table or a log by the ways listed here, and no other.

Whoever adds a way adds it to a table below, and says what keeps personal data out of it.
"""

from __future__ import annotations

import ast
import re
from typing import get_type_hints

import pytest

from callcore.app.callrecords import CallRecords
from callcore.app.liveview import LiveView
from callcore.shared.observe.journal import FileJournal, Record
from tests.architecture.sources import MODULES, name_of, text_of, tree_of

PRODUCT = [
    path for path in MODULES if name_of(path).startswith(("callcore/", "adminapi/"))
]

OUR_WORDS = "sentences of our own, for who sits at the terminal"
MASKED = "passes the sanitizer first"
SEALED = "personal parts are encrypted"
NUMBERS = "numbers, ids and names of our own"
SOUND = "sound, which is no text; recordings are kept on purpose"

FILES = {  # who writes to a file or a stream
    "adminapi/__main__.py": OUR_WORDS,
    "adminapi/commands.py": OUR_WORDS,
    "callcore/__main__.py": OUR_WORDS,
    "callcore/agent/tooldocs.py": OUR_WORDS,
    "callcore/app/archive.py": OUR_WORDS,
    "callcore/app/checking.py": OUR_WORDS,
    "callcore/app/costs.py": NUMBERS,
    "callcore/app/db.py": OUR_WORDS,
    "callcore/app/dev.py": "the password of the first user, into a file of its owner",
    "callcore/app/migratefiles.py": NUMBERS,
    "callcore/app/pricecheck.py": NUMBERS,
    "callcore/app/prompting.py": "the published prompt, written by the office",
    "callcore/app/rollout.py": OUR_WORDS,
    "callcore/app/rolloutview.py": NUMBERS,
    "callcore/app/roundtrip.py": NUMBERS,
    "callcore/app/sentence.py": OUR_WORDS,
    "callcore/app/supervisor.py": OUR_WORDS,
    "callcore/app/worker.py": OUR_WORDS,
    "callcore/app/worklist.py": MASKED,  # in clear to the terminal with --phones
    "callcore/archive/encode.py": SOUND,
    "callcore/archive/gauge.py": NUMBERS,
    "callcore/archive/home.py": NUMBERS,
    "callcore/archive/keep.py": SOUND,
    "callcore/archive/rejects.py": "records of the spool that no table took: masked or sealed there",
    "callcore/call/phrasebank.py": SOUND,  # of our own phrases
    "callcore/doctor/exam.py": OUR_WORDS,
    "callcore/engines/fetch.py": "where a voice comes from",
    "callcore/engines/host/server.py": "a lock",
    "callcore/engines/models/ggml.py": "weights of a model",
    "callcore/engines/models/whisper.py": "weights of a model",
    "callcore/shared/costs/usagelog.py": NUMBERS,
    "callcore/shared/embedded/process.py": "the log of a database server",
    "callcore/shared/journalfile.py": SEALED,  # outbox and worklist
    "callcore/shared/observe/journal.py": MASKED,
    "callcore/shared/observe/log.py": MASKED,
    "callcore/shared/recordings/folder.py": SOUND,
    "callcore/shared/rollout/book.py": "a lock",
    "callcore/shared/rollout/privatefile.py": MASKED,  # of disagreements; else numbers
    "callcore/shared/sealed/keyfile.py": "a key, into a file of its owner",
    "callcore/shared/spool/reader.py": "nothing: it opens to lock",
    "callcore/shared/spool/segment.py": "records: masked, or sealed",
    "callcore/shared/spool/spoolfolder.py": "a lock",
    "callcore/store/outbox.py": SEALED,
    "callcore/supervisor/status.py": NUMBERS,
    "callcore/transport/line.py": SOUND,
    "callcore/transport/recorder.py": SOUND,
}

ROWS = {  # who changes rows of the database
    "adminapi/auth/sessionrows.py": "staff",
    "adminapi/auth/userrows.py": "staff",
    "adminapi/edges/idempotency.py": "answers to staff",
    "adminapi/operators/handoverrows.py": NUMBERS,
    "adminapi/operators/rows.py": "staff",
    "adminapi/people/byhand.py": "staff",
    "adminapi/people/rows.py": "staff",
    "adminapi/prompts/rows.py": "prompts, written by the office",
    "adminapi/views/rows.py": "staff",
    "callcore/app/fileimports.py": NUMBERS,
    "callcore/archive/books.py": NUMBERS,
    "callcore/archive/callsteps.py": "records of the spool: masked, or sealed",
    "callcore/archive/duebook.py": NUMBERS,
    "callcore/archive/eventsteps.py": "records of the spool: masked",
    "callcore/archive/oldbook.py": NUMBERS,
    "callcore/archive/project.py": NUMBERS,
    "callcore/archive/sealrows.py": SEALED,
    "callcore/archive/secondlook.py": MASKED,
    "callcore/shared/audit.py": "what staff did",
    "callcore/shared/costs/pricestore.py": "prices",
    "callcore/shared/database/migrate.py": "versions",
    "callcore/shared/rollout/plantable.py": NUMBERS,
    "callcore/shared/worklist/office.py": SEALED,
    "callcore/shared/worklist/table.py": SEALED,
    "callcore/store/outboxtable.py": SEALED,
}

EVENTS = {  # who makes events for the boards
    "adminapi/operators/handling.py": "staff",
    "adminapi/operators/reports.py": "staff, and numbers masked",
    "adminapi/prompts/publishing.py": "staff",
    "adminapi/rollout/routes.py": "staff",
    "adminapi/worklist/routes.py": "staff, and numbers masked",
    "callcore/app/liveview.py": MASKED,
    "callcore/archive/telling.py": NUMBERS,
}

WRITES = {"write", "writelines", "write_text", "write_bytes", "print", "fdopen"}


def called(node):
    """Return the last part of the name of what is called."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls_of(path):
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def texts_of(node):
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    found = [value.value for value in values if isinstance(value, ast.Constant)]
    return [value for value in found if isinstance(value, str)]


def writes(node):
    if called(node) == "open":
        modes = [text for text in texts_of(node) if len(text) <= 3]
        return ast.unparse(node.func) == "os.open" or any(
            set(mode) & set("wax+") for mode in modes
        )
    return called(node) in WRITES


def changes_rows(path):
    return re.search(
        r"\bINSERT INTO\b|\bUPDATE \w+\s+(?:SET|AS|\w SET)\b", text_of(path)
    )


def those(condition):
    return {name_of(path) for path in PRODUCT if condition(path)}


def test_every_way_into_a_file_is_known():
    assert those(lambda path: any(map(writes, calls_of(path)))) == set(FILES)


def test_every_way_into_the_database_is_known():
    assert those(changes_rows) == set(ROWS)


def test_every_way_to_the_boards_is_known():
    made = those(lambda path: any(called(n) == "EventDraft" for n in calls_of(path)))
    assert made - {"callcore/shared/state/wire.py"} == set(EVENTS)


@pytest.mark.parametrize(
    ("function", "only"),
    [
        ("Record", {"callcore/shared/observe/journal.py"}),
        (
            "Sanitizer",
            {
                "callcore/app/keeping.py",
                "callcore/engines/rollout/disagreements.py",
                "callcore/shared/observe/review.py",
            },
        ),
        ("StreamHandler", set()),
        ("FileHandler", set()),
        ("basicConfig", set()),
        ("print_exc", set()),
        ("print_exception", set()),
    ],
)
def test_what_masks_is_made_in_one_place_and_nothing_goes_around_it(function, only):
    assert (
        those(lambda path: any(called(n) == function for n in calls_of(path))) == only
    )


@pytest.mark.parametrize(
    "way", [LiveView.tell, CallRecords.tell], ids=["board", "spool"]
)
def test_boards_and_spools_take_masked_records_only(way):
    assert get_type_hints(way)["record"] is Record


def test_the_journal_tells_masked_records_only():
    assert "Record" in str(get_type_hints(FileJournal.__init__)["tell"])


def test_metrics_have_no_labels_that_a_caller_fills():
    labels = {
        text
        for name in (
            "callcore/shared/observe/metrics.py",
            "callcore/shared/observe/wiremetrics.py",
        )
        for node in ast.walk(tree_of(next(p for p in PRODUCT if name_of(p) == name)))
        if isinstance(node, ast.Tuple | ast.List)
        for text in (e.value for e in node.elts if isinstance(e, ast.Constant))
        if isinstance(text, str)
    }
    assert labels  # the tables of labels were found
    personal = {
        "caller",
        "call",
        "call_id",
        "phone",
        "number",
        "name",
        "text",
        "said",
        "user",
    }
    assert not labels & personal

"""Results in a file of JSON lines, so that a run that was stopped can go on.

The first line says what was run against what; a file takes only results of the same. A
line that was cut by a crash is cut off when the file is opened again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from chaos.prompts.live.results import (
    Facts,
    Result,
    ResultsError,
    Run,
    line_of,
    read_line_untrusted,
)

MOST_BYTES: Final = 500_000_000  # 3,000 trials have some 20 MB


def read_run(path: Path) -> Run:
    """Return what ``path`` holds: the last result of each trial of each dialogue.

    Results of a dialogue as it was before somebody changed it are left out. Raises
    :exc:`ResultsError` with one sentence.
    """
    facts: Facts | None = None
    results: dict[tuple[str, str, int], Result] = {}
    planned = 0
    for number, text in enumerate(_whole_lines(path)[0], 1):
        try:
            value = read_line_untrusted(text)
        except ResultsError:
            raise ResultsError(f"{path}, line {number}, is no result.") from None
        match value:
            case Facts():
                facts = facts or value
            case Result():
                results[value.key] = value
            case _:
                planned = value
    if facts is None:
        raise ResultsError(f"{path} does not say what was run.")
    return Run(facts, _current(results.values()), planned)


def _current(results: Iterable[Result]) -> list[Result]:
    kept = list(results)
    last = {result.case: result.digest for result in kept}
    return [result for result in kept if result.digest == last[result.case]]


def _whole_lines(path: Path) -> tuple[list[str], int]:
    """Return the lines that end, and the bytes that they take."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise ResultsError(f"{path} is larger than {MOST_BYTES} bytes.")
    whole = content[: content.rfind(b"\n") + 1]
    try:
        return whole.decode().splitlines(), len(whole)
    except UnicodeDecodeError:
        raise ResultsError(f"{path} is not UTF-8.") from None


class ResultsFile:
    """A file that is open for more results; a context manager.

    Raises :exc:`ResultsError` if it holds results of something else.
    """

    def __init__(self, path: Path, facts: Facts, planned: int) -> None:
        self.facts = facts
        self.planned = planned
        self._results: dict[tuple[str, str, int], Result] = {}
        begins = _begins(path)
        if not begins:
            self._go_on(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w" if begins else "a", encoding="utf-8")
        if begins:
            self._write(line_of(facts))
        self._write(line_of(planned))

    def _go_on(self, path: Path) -> None:
        before = read_run(path)
        if before.facts.identity != self.facts.identity:
            raise ResultsError(
                f"{path} holds results of another model, prompt, tool list or caller; "
                "name another file with --results."
            )
        self.facts = before.facts
        self._results = {result.key: result for result in before.results}
        os.truncate(path, _whole_lines(path)[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._file.close()

    def is_done(self, key: tuple[str, str, int]) -> bool:
        """Say whether this trial was judged already."""
        result = self._results.get(key)
        return result is not None and not result.void

    def append(self, result: Result) -> None:
        """Keep a result; what a crash may lose of it is played again."""
        self._results[result.key] = result
        self._write(line_of(result))

    def run_of(self, keys: Iterable[tuple[str, str, int]]) -> Run:
        """Return the results of these trials, and only of them."""
        found = [self._results[key] for key in keys if key in self._results]
        return Run(self.facts, found, self.planned)

    def _write(self, line: str) -> None:
        self._file.write(line + "\n")
        self._file.flush()


def _begins(path: Path) -> bool:
    """Say whether there is nothing to go on with, as after a crash in the first line."""
    return not path.exists() or not _whole_lines(path)[0]

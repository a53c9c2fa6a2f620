"""The files that the house rules speak about, and how to read them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("callcore", "adminapi", "grafana", "chaos")
_NOT_OURS = {
    ".git",
    ".venv",
    ".cache",
    "node_modules",
    "htmlcov",
    "dist",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
}
_TEXT = {
    ".py", ".md", ".toml", ".lock", ".conf", ".txt", ".json", ".yaml", ".yml", ".service",
    ".ts", ".tsx", ".css", ".html", ".sql", ".sh", "",
}  # fmt: skip


def _python(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


SOURCES = _python(*PACKAGES)
TESTS = _python("tests")
MODULES = [path for path in SOURCES if path.name != "__init__.py"]


def name_of(path: Path) -> str:
    """Return the path as one reads it in a test's id."""
    return str(path.relative_to(ROOT))


@cache
def text_of(path: Path) -> str:
    """Return the file's text."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(text_of(path))


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of the file, nested ones too."""
    return [
        node
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def papers() -> list[Path]:
    """Return every text file of the repository."""
    found = []
    pending = [ROOT]
    while pending:
        for path in pending.pop().iterdir():
            if (
                path.is_symlink()
                or path.name in _NOT_OURS
                or path.name.startswith(".cov")
            ):
                continue
            if path.is_dir():
                pending.append(path)
            elif path.suffix in _TEXT:
                found.append(path)
    return sorted(found)


def recipes() -> dict[str, str]:
    """Return the recipes of the justfile with the comment above each."""
    found, comment = {}, ""
    for line in text_of(ROOT / "justfile").splitlines():
        match = re.match(r"@?([a-z][a-z0-9-]*)(?: [^:=]*)?:(?!=)", line)
        if match:
            found[match[1]] = comment
        if line.startswith("#"):
            comment = line.lstrip("# ")
        elif not line.startswith("["):
            comment = ""
    return found

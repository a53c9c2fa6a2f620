"""YAML of our own settings files, read strictly: no key twice, no aliases.

A key that is said twice is a mistake of which one half would be lost; ten lines of aliases
can stand for gigabytes.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml


class StrictYamlError(Exception):
    """It cannot be read; the text is one sentence without a value of the file."""


class _Loader(yaml.SafeLoader):
    """YAML's safe loader, stricter."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases before they are followed."""
        if self.check_event(yaml.AliasEvent):
            raise StrictYamlError("aliases are not allowed.")
        return super().compose_node(parent, index)

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise StrictYamlError(f"line {line}: a key is said twice.")
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def load_strictly(text: str) -> object:
    """Return what the YAML in ``text`` says; raises :exc:`StrictYamlError`."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, see above
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise StrictYamlError(f"line {line}: it is not YAML.") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise StrictYamlError("it is not YAML.") from None

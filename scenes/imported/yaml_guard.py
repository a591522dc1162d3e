"""YAML from strangers: plain values only, no key twice, no aliases that multiply."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from scenes.errors import InputFileError


def load_yaml(data: bytes, file: Path) -> Any:
    """The plain value of a YAML document. Raises InputFileError with the line of what is wrong."""
    try:
        return yaml.load(data, Loader=_Strict)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        raise InputFileError(str(file), None if mark is None else mark.line + 1, str(fault.problem)) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as fault:
        raise InputFileError(str(file), None, f"is not YAML: {' '.join(str(fault).split())}") from None


class _Strict(yaml.SafeLoader):  # type: ignore[misc]
    """Refuses aliases, and a key that stands twice in one mapping."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """A node; an alias would let a small file stand for a huge one."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.constructor.ConstructorError(None, None, "an alias (*name) is not allowed", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A mapping whose keys are different."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)

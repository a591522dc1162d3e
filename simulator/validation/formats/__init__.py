"""Checks of written formats: one module a format, found by what lies in a folder. A module has

MARKERS: names of files and folders, or patterns of names, all of which a folder of this format holds
open_folder(folder) -> FormatChecks
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Protocol, cast

from simulator.validation.formats.base import FormatChecks, FormatFolder


class FormatModule(Protocol):
    """A module of this package that checks a format."""

    MARKERS: tuple[str, ...]

    def open_folder(self, folder: FormatFolder) -> FormatChecks:
        """The checks of one folder."""


def format_modules() -> Iterator[tuple[str, FormatModule]]:
    """Every format that has checks, by its module's name."""
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "MARKERS"):
            yield info.name, cast(FormatModule, module)


def recognised(folder: FormatFolder) -> tuple[str, FormatChecks] | None:
    """The checks of a folder's format; None for one that only its manifest and its decoders can check."""
    for name, module in format_modules():
        if all(any(_is_of(file, mark) for file in folder.files) for mark in module.MARKERS):
            return name, module.open_folder(folder)
    return None


def _is_of(file: str, mark: str) -> bool:
    return file == mark or file.startswith(f"{mark}/") or fnmatchcase(file, mark)

"""Python and packages against what the project asks for."""

from __future__ import annotations

import importlib.metadata
import shlex
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import simulator
from simulator.doctor.finding import Finding, fault, told, well

Installed = Callable[[str], str | None]
"""The version of a distribution that is installed, None where it is not."""

EXTRAS: Mapping[str, str] = {
    "ray": "executor=ray",
    "torch": "PyTorch's datasets, renderer=pytorch3d",
    "mitsuba": "renderer=mitsuba",
    "obstore": "object stores",
}
"""What optional packages are for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What the project asks for: versions of Python, and packages as pip names them."""

    python: str
    packages: tuple[str, ...]


def requirements(checkout: Path | None = None) -> Requirements:
    """From the pyproject.toml of a checkout (default: this one's), else from the installed package's metadata."""
    file = (checkout or Path(simulator.__file__).parents[1]) / "pyproject.toml"
    if file.exists():
        project: dict[str, Any] = tomllib.loads(file.read_text())["project"]
        return Requirements(python=project["requires-python"], packages=tuple(project["dependencies"]))
    metadata = importlib.metadata.metadata("swerve")
    asked = [text for text in metadata.get_all("Requires-Dist") or () if "extra ==" not in text]
    return Requirements(python=metadata["Requires-Python"], packages=tuple(asked))


def installed(name: str) -> str | None:
    """See `Installed`."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def pip_install(*arguments: str) -> str:
    """A command that installs into the Python that runs this, whatever the shell calls python."""
    return shlex.join([sys.executable, "-m", "pip", "install", *arguments])


def reinstall(*names: str) -> str:
    """A command that installs packages once more, in the versions that are there."""
    versions = {name: installed(name) for name in names}
    pinned = [f"{name}=={version}" if version else name for name, version in versions.items()]
    return pip_install("--force-reinstall", "--no-deps", *pinned)


def check_python(asked: Requirements, version: str) -> Finding:
    """version: of the Python that runs, such as 3.11.9."""
    if SpecifierSet(asked.python).contains(version, prereleases=True):
        return well(f"{version} ({asked.python} is asked for)")
    found = f"{version}, and {asked.python} is asked for"
    return fault(found, "python3.11 -m venv .venv && .venv/bin/pip install -e .")


def check_packages(asked: Requirements, version_of: Installed) -> Finding:
    """Whether each required package is there in a version that fits."""
    needed = [r for r in map(Requirement, asked.packages) if r.marker is None or r.marker.evaluate()]
    unfit = [(r, version) for r in needed if not _fits(r, version := version_of(r.name))]
    if not unfit:
        return well(f"all {len(needed)} that are asked for")
    listed = ", ".join(f"{r} ({version or 'not installed'})" for r, version in unfit)
    wanted = [f"{r.name}{r.specifier}" for r, _ in unfit]
    return fault(f"do not fit: {listed}", pip_install(*wanted))


def check_extras(version_of: Installed, extras: Mapping[str, str] = EXTRAS) -> Finding:
    """Which optional packages are there."""
    there = {name: version_of(name) for name in extras}
    have = [f"{name} {version}" for name, version in there.items() if version]
    lack = [f"{name} ({extras[name]})" for name, version in there.items() if not version]
    return told("; ".join(_named(have, "") + _named(lack, "not installed: ")))


def _named(names: Sequence[str], before: str) -> list[str]:
    return [before + ", ".join(names)] if names else []


def _fits(requirement: Requirement, version: str | None) -> bool:
    return version is not None and requirement.specifier.contains(version, prereleases=True)

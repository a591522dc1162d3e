"""Conventions that a machine can check: imports, file length, units in names, a yaml and a test beside each plug-in."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import simulator
from scenes.errors import ConfigError

ROOT = Path(__file__).parent.parent
PACKAGES = ("scenes", "randomizers", "simulator", "exporters")
MAX_LINES = 300
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
PLUGINS = sorted((ROOT / "conf").glob("*/*.yaml"))

UNITS = frozenset(
    [
        "m",
        "m2",
        "mm",
        "um",
        "km",
        "s",
        "ms",
        "ns",
        "us",
        "rad",
        "lm",
        "kelvin",
        "deg",
        "mps",
        "kmh",
        "mps2",
        "mps3",
        "1pm",
        "npm",
        "nspm",
        "radps",
        "px",
        "hz",
        "kg",
        "n",
        "pa",
        "db",
        "c",
        "cd",
        "lux",
        "ev",
        "nm",
        "bytes",
        "sr",
        "w",
        "mmph",
        "j",
        "e",  # electrons
        "ppm",
    ]
)
"""Suffixes that name a unit."""

DIMENSIONLESS = frozenset(
    [
        "share",
        "probability",
        "roughness",
        "metallic",
        "clearcoat",
        "friction",
        "restitution",
        "turbidity",
        "cover",
        "reflectivity",
        "fps",
        "scale",
        "ratio",
        "exponent",
        "power",
        "resistance",
        "gain",
        "truncation",
        "weight",
        "factor",
        "color",
        "physique",
        "girth",
        "transom",
        "wetness",
        "cutoff",
        "lift",
        "sharpness",
        "patchiness",
        "optical",
        "transmittance",
        "contrast",
    ]
)
"""Words of a name that say: a pure number."""

MATHEMATICS = frozenset({"low", "high", "above", "upto", "mean", "sigma", "value", "x", "y", "z"})
"""Whole names whose unit is that of what they describe."""

OTHER_NAMES = frozenset(
    {"k1", "k2", "k3", "k4", "k5", "k6", "p1", "p2", "f_number", "stride_offset", "ev100", "side", "facing"}
)
"""Whole names: coefficients of lens distortion, strides, exposure value at ISO 100, signs."""

EXTRAS = frozenset({"torch", "pytorch3d", "ray"})
"""Libraries of optional backends, whose modules are checked where these are installed."""

SHARES_THROUGHOUT = frozenset(
    {"Column", "Habit", "Rim", "LegPlan", "EarPlan", "HeadPlan", "HeadFrame", "Coat", "_Bird"}
)
"""Classes of proportions: fields without a suffix are shares, as their docstrings say."""

UNITS_OF_THEIR_OWNER = frozenset({"TriadErrors"})
"""Classes that serve quantities of several units, as their docstrings say."""


def dataclasses_of(package: str) -> Iterator[type]:
    """Every dataclass defined in a package."""
    root = importlib.import_module(package)
    for info in pkgutil.walk_packages(root.__path__, f"{package}."):
        if info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except (ModuleNotFoundError, ConfigError) as fault:
            missing = fault.__cause__ or fault  # a module may say in its own words what is to be installed
            if not isinstance(missing, ModuleNotFoundError) or missing.name not in EXTRAS:
                raise
            continue
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == info.name and dataclasses.is_dataclass(kind):
                yield kind


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


def test_test_files_have_names_of_their_own() -> None:
    """Two of one name cannot be collected in one run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_float_fields_name_their_unit(package: str) -> None:
    nameless = [
        f"{kind.__module__}.{kind.__qualname__}.{field.name}"
        for kind in dataclasses_of(package)
        if kind.__name__ not in SHARES_THROUGHOUT | UNITS_OF_THEIR_OWNER
        for field in dataclasses.fields(kind)
        if str(field.type) in {"float", "float | None"} and not _says_its_unit(field.name)
    ]
    assert nameless == []


@pytest.mark.parametrize("package", ["scenes", "randomizers", "simulator"])  # exporters hold the clip being written
def test_dataclasses_are_frozen(package: str) -> None:
    mutable = [
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in dataclasses_of(package)
        if not kind.__dataclass_params__.frozen and not kind.__name__.startswith("_")
    ]
    assert mutable == []


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: path.relative_to(ROOT / "conf").as_posix())
def test_every_config_choice_names_a_class_and_has_a_test(path: Path) -> None:
    target = yaml.safe_load(path.read_text())["_target_"]
    module, _, name = target.rpartition(".")
    assert inspect.isclass(getattr(importlib.import_module(module), name))
    tests = "".join(test.read_text() for test in (ROOT / "tests").rglob("*.py"))
    assert re.search(rf"\b({name}|{path.stem}|{module})\b", tests), f"no test speaks of {target}"


@pytest.mark.parametrize("group", ["randomizer", "exporter"])
def test_choices_of_dict_groups_say_their_place(group: str) -> None:
    for path in (ROOT / "conf" / group).glob("*.yaml"):
        assert path.read_text().splitlines()[0] == f"# @package {group}.{path.stem}"


def test_importing_the_simulator_is_light() -> None:
    heavy = ("warp", "pybullet", "cv2", "scipy", "trimesh", "matplotlib", "numpy")
    script = f"import sys, simulator, simulator.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_callable_from_the_package() -> None:
    from simulator import generate, load_config, simulate_clip

    assert all(callable(name) for name in (generate, load_config, simulate_clip))
    with pytest.raises(AttributeError, match="generat"):
        simulator.generat  # noqa: B018


def test_the_version_stands_in_one_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert simulator.__version__ == project["version"]


def test_import_contracts_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    if not program.exists():
        pytest.skip("import-linter is not installed beside this Python; make test installs it")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_global_random_state() -> None:
    banned = re.compile(r"\bnp\.random\.(?!Generator|Philox)\w+\(|^import random$|default_rng\(", re.MULTILINE)
    offending = [path.name for path in SOURCES if path.name != "streams.py" and banned.search(path.read_text())]
    assert offending == []


def _says_its_unit(name: str) -> bool:
    parts = frozenset(name.split("_"))
    return bool(parts & (UNITS | DIMENSIONLESS)) or name in MATHEMATICS | OTHER_NAMES

"""Mitsuba's vectorised variant is refused by a clear error where its compiler is missing or too old."""

from __future__ import annotations

import pytest

from scenes.errors import DeviceError, UnknownName
from simulator.render.mitsuba import variant


@pytest.fixture
def libraries(tmp_path, monkeypatch):
    monkeypatch.delenv("DRJIT_LIBLLVM_PATH", raising=False)
    monkeypatch.setattr(variant, "_LIBRARY_PATTERNS", (f"{tmp_path}/libLLVM*.so*",))
    return tmp_path


def test_a_library_that_is_too_old_is_named_with_its_version(libraries) -> None:
    (libraries / "libLLVM-15.so.1").touch()
    with pytest.raises(DeviceError, match=r"needs LLVM 17 or newer.*libLLVM-15\.so\.1 \(LLVM 15\).*scalar_rgb"):
        variant.require_llvm()


def test_without_any_library_the_error_says_none(libraries) -> None:
    with pytest.raises(DeviceError, match="found: none"):
        variant.require_llvm()


@pytest.mark.parametrize("name", ["libLLVM.so.19.1", "libLLVM-19.so", "libLLVM-18.so.1"])
def test_the_newest_library_that_is_new_enough_is_taken(libraries, name: str) -> None:
    for path in ("libLLVM-14.so.1", "libLLVM-17.so.1", name):
        (libraries / path).touch()
    assert variant.require_llvm() == str(libraries / name)


def test_the_library_that_the_environment_names_is_the_one_that_is_judged(libraries, monkeypatch) -> None:
    (libraries / "libLLVM-19.so").touch()
    (libraries / "mine.so").write_bytes(b"no library")
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", str(libraries / "mine.so"))
    with pytest.raises(DeviceError, match=r"mine\.so \(LLVM unknown\)"):
        variant.require_llvm()


def test_an_unknown_variant_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(UnknownName, match="scalar_rgb"):
        variant.require_mitsuba("scalar_rbg")


def test_without_the_package_the_error_says_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setattr(variant.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DeviceError, match="pip install"):
        variant.require_mitsuba("scalar_rgb")

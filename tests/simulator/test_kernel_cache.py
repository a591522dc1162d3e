"""Compiled kernels that are damaged on the disk are named and compiled again; runs that compile at once agree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import warp as wp
from conftest import ROOT, TINY, digests, program_environment

import simulator.render.kernels.raster_setup as kernels
from scenes.errors import DeviceError
from simulator import generate, load_config
from simulator.render.kernel_cache import CHECKSUMS, mend, seal

TRACED = (*TINY, "renderer=warp")

MODULE = "raster_setup"
"""Compiled in half a second."""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache of one module, as Warp has just compiled it."""
    wp.load_module(kernels, device="cpu", block_dim=1)
    name = wp.get_module(kernels.__name__).get_module_identifier(1)
    shutil.copytree(Path(wp.config.kernel_cache_dir) / name, tmp_path / "cache" / name)
    (tmp_path / "cache" / name / CHECKSUMS).unlink(missing_ok=True)
    return tmp_path / "cache"


def _machine_code(cache: Path) -> Path:
    (path,) = cache.glob(f"wp_*{MODULE}*/*.o")
    return path


def _write_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _write_zeros(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(bytes(size - size // 2))


def _change_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def test_what_warp_compiled_is_left_alone(cache: Path) -> None:
    before = {path.name: path.read_bytes() for path in cache.glob("*/*")}
    assert mend(cache) == ()
    assert mend(cache) == ()
    assert {path.name: path.read_bytes() for path in cache.glob("*/*") if path.name != CHECKSUMS} == before


@pytest.mark.parametrize("damage", [_write_half, _write_zeros])
@pytest.mark.parametrize("pattern", ["*/*.o", "*/*.meta"])
def test_what_was_cut_off_while_it_was_written_goes(cache: Path, pattern: str, damage: Callable[[Path], None]) -> None:
    (path,) = cache.glob(pattern)
    damage(path)
    assert mend(cache) == (path.parent.name,)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("use_ptx", [False, True])
def test_code_for_cuda_is_told_whole_or_cut_off(tmp_path: Path, use_ptx: bool) -> None:
    module = tmp_path / "wp_simulator.render.kernels.raster_setup_1234567"
    wp.compile_aot_module(kernels, device=None, arch=90, use_ptx=use_ptx, module_dir=str(module))
    assert mend(tmp_path) == ()
    (module / CHECKSUMS).unlink()
    (code,) = (path for path in module.iterdir() if path.suffix in (".cubin", ".ptx"))
    _write_half(code)
    assert mend(tmp_path) == (module.name,)


def test_what_changes_after_it_was_compiled_goes(cache: Path) -> None:
    seal(cache)
    assert mend(cache) == ()
    _change_a_byte(_machine_code(cache))
    assert len(mend(cache)) == 1
    assert list(cache.iterdir()) == []


def test_a_module_that_another_process_compiles_now_is_left_alone(cache: Path) -> None:
    unfinished = cache / "wp_simulator.render.kernels.view_1234567_p17_t140"
    unfinished.mkdir()
    (unfinished / "half.o").write_bytes(b"half")
    assert mend(cache) == ()
    assert unfinished.exists()
    os.utime(unfinished, (0, 0))
    assert mend(cache) == ()
    assert not unfinished.exists(), "the process that compiled there was killed long ago"


def test_damaged_checksums_are_made_anew(cache: Path) -> None:
    seal(cache)
    (sums,) = cache.glob(f"*/{CHECKSUMS}")
    whole = sums.read_bytes()
    sums.write_bytes(whole[:10])
    assert mend(cache) == ()
    assert sums.read_bytes() == whole


def test_damaged_kernels_that_cannot_be_removed_are_told_with_what_to_do(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    _write_half(_machine_code(cache))
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(
        DeviceError, match=r"damaged and cannot be removed \(Read-only .* rm -r .*, or set WARP_CACHE_PATH"
    ):
        mend(cache)


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A kernel cache of its own in which a run has compiled what it needs, and what the run made."""
    out = tmp_path_factory.mktemp("traced") / "out"
    assert generate(load_config([*TRACED, f"out={out}"])).complete
    cache = tmp_path_factory.mktemp("warm")
    shutil.copytree(wp.config.kernel_cache_dir, cache / wp.__version__)
    return cache, digests(out)


def _start(cache: Path, out: Path, workers: int = 1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *TRACED, f"workers={workers}", f"out={out}"],
        cwd=ROOT,
        env={**program_environment(), "WARP_CACHE_PATH": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "workers"), [(_write_half, 2), (_change_a_byte, 1)])
def test_a_run_with_damaged_kernels_names_them_and_makes_the_same_bytes(
    traced: tuple[Path, dict[str, str]], tmp_path: Path, damage: Callable[[Path], None], workers: int
) -> None:
    cache, made = tmp_path / "cache", traced[1]
    shutil.copytree(traced[0], cache)
    damaged = list(cache.glob("*/wp_*.raster_*/*.o"))
    for path in damaged:
        damage(path)
    run = _start(cache, tmp_path / "out", workers)
    _, told = run.communicate(timeout=300)
    assert run.returncode == 0, told
    assert damaged
    assert "damaged compiled kernels are compiled again" in told
    (log,) = (tmp_path / "out/record/host").glob("log-*.jsonl")
    planned = json.loads(log.read_text().splitlines()[0])
    assert planned["damaged_kernels"] == sorted(path.parent.name for path in damaged)
    assert digests(tmp_path / "out") == made
    assert not list(cache.glob("*/.wp_*")), "nothing is left of the damaged ones"


@pytest.mark.slow
def test_runs_that_compile_the_same_kernels_at_the_same_time_make_the_same_bytes(
    traced: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    cache, made = tmp_path / "cache", traced[1]
    shutil.copytree(traced[0], cache)
    for name in ("raster", "view"):
        for folder in cache.glob(f"*/wp_*.{name}_*"):
            shutil.rmtree(folder)
    runs = {tmp_path / str(number): _start(cache, tmp_path / str(number)) for number in range(2)}
    for out, run in runs.items():
        _, told = run.communicate(timeout=300)
        assert run.returncode == 0, told
        assert digests(out) == made
    assert not list(cache.glob("*/*_p*_t*"))
    assert mend(cache / wp.__version__) == ()

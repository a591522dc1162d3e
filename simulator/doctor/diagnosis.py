"""All checks of a run's machine, in the order in which one explains the next."""

from __future__ import annotations

import functools
import os
import platform
from collections.abc import Callable, Mapping
from pathlib import Path

import warp as wp

from simulator.config import RunConfig
from simulator.control_groups import own_limits
from simulator.doctor import bucket, engine, graphics, kernel_cache, machine, packages, probe, storage
from simulator.doctor.finding import Check, Finding
from simulator.executors.seating import workers_here
from simulator.object_store.url import Place, StoreUrl
from simulator.resources import MEMORY_FILE, usable_cores

DRIVER_FILE = Path("/proc/driver/nvidia/version")
MOUNTS_FILE = Path("/proc/mounts")


def checks(config: RunConfig, environment: Mapping[str, str]) -> tuple[Check, ...]:
    """Of the machine, for the config's device, folder and workers; nothing is looked at before a check is called."""
    device = config.settings.device
    workers = workers_here(config)
    cache = cache_folder(environment)
    asked = functools.cache(packages.requirements)
    runtime = functools.cache(graphics.warp_runtime)
    cores = os.cpu_count() or 1
    mounts = functools.cache(lambda: _text(MOUNTS_FILE) or "")
    return (
        Check(subject="python", look=lambda: packages.check_python(asked(), platform.python_version())),
        Check(subject="packages", look=lambda: packages.check_packages(asked(), packages.installed)),
        Check(subject="extras", look=lambda: packages.check_extras(packages.installed)),
        Check(subject="cores", look=lambda: machine.check_cores(workers, cores, usable_cores(), own_limits())),
        Check(subject="memory", look=lambda: machine.check_memory(workers, MEMORY_FILE.read_text(), own_limits())),
        Check(subject="kernel cache", look=lambda: kernel_cache.check_cache_folder(cache, mounts())),
        _warp("driver", lambda: graphics.check_driver(_text(DRIVER_FILE), runtime(), device)),
        Check(subject="container", look=lambda: graphics.check_container(environment, device)),
        _warp("devices", lambda: graphics.check_devices(runtime(), device)),
        _warp("kernels", lambda: kernel_cache.check_kernels(device, kernel_cache.load_in_a_process), "devices"),
        _warp("trace", lambda: probe.check_trace(device, cache), "devices", "kernels"),
        _warp("repeat", lambda: probe.check_repeat(device, cache), "devices", "kernels"),
        Check(subject="physics", look=engine.check_physics),
        Check(subject="encoders", look=engine.check_encoders),
        *_place(config.place, mounts),
    )


def _place(place: Place, mounts: Callable[[], str]) -> tuple[Check, ...]:
    """Checks of where the dataset will lie."""
    if isinstance(place, StoreUrl):
        return (
            Check(subject="out", look=lambda: bucket.check_reach(place)),
            Check(subject="out: once", look=lambda: bucket.check_once(place), needs=("out",)),
            Check(subject="out: speed", look=lambda: bucket.check_speed(place), needs=("out",)),
        )
    return (
        Check(subject="out", look=lambda: storage.check_folder(place, mounts())),
        Check(subject="out: atomic", look=lambda: storage.check_atomic(place), needs=("out",)),
        Check(subject="out: locks", look=lambda: storage.check_locks(place), needs=("out",)),
        Check(subject="out: speed", look=lambda: storage.check_speed(place), needs=("out",)),
    )


def _warp(subject: str, look: Callable[[], Finding], *needs: str) -> Check:
    """A check that initialises Warp, which fails without a folder for kernels."""
    return Check(subject=subject, look=look, needs=("kernel cache", *needs))


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where Warp will keep kernels (its `init_kernel_cache`), without initialising it: that fails where it cannot."""
    told = environment.get("WARP_CACHE_PATH")
    if told is not None:
        return Path(os.path.realpath(told)) / str(wp.__version__)
    root = environment.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(root).expanduser() / "warp" / str(wp.__version__)


def _text(path: Path) -> str | None:
    return path.read_text() if path.exists() else None

"""A Ray cluster for a while: one that is there is joined and left as it is, or one is started here and ended."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

from scenes.errors import ConfigError

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_prestart_worker_first_driver": "0",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".*",
}
"""No report to Ray's makers, no advice, no workers before there is an actor, no messages of Ray's processes on stdout
(deaths of actors are told by us). What the user has set stays."""

_STORE_BYTES = 80 * 2**20
"""Of a local Ray's object store, which carries nothing but short messages; Ray's least is 75 MiB."""


def require_ray() -> None:
    """Raises ConfigError where Ray is not installed."""
    if importlib.util.find_spec("ray") is None:
        raise ConfigError("executor", "executor=ray needs Ray, which is not installed: pip install 'swerve[ray]'")


@contextlib.contextmanager
def cluster(address: str | None, cores: int) -> Iterator[None]:
    """While this lasts Ray is connected. address: of a cluster, `auto`, or None: start one here with so many cores.

    A connection that the calling program has made already is used and kept. Raises ConfigError where none is to be had.
    """
    require_ray()
    with _environment():
        import ray  # noqa: PLC0415  (an extra)

        if ray.is_initialized():
            yield
            return
        with contextlib.ExitStack() as stack:
            if address is None:
                scratch = tempfile.TemporaryDirectory(prefix="swerve-ray-", ignore_cleanup_errors=True)
                own = {"object_store_memory": _STORE_BYTES, "_temp_dir": stack.enter_context(scratch)}
                options = {"address": "local", "include_dashboard": False, "num_cpus": cores, **own}
            else:
                options = {"address": address}
            stack.callback(ray.shutdown)
            _connect(ray, options)
            yield


def _connect(ray: Any, options: dict[str, Any]) -> None:
    """Ray ends the program by SystemExit on SIGTERM from here on; who handles it otherwise keeps doing so."""
    before = signal.getsignal(signal.SIGTERM)
    terminated = False
    try:
        ray.init(log_to_driver=False, logging_level="ERROR", **options)
    except SystemExit:
        terminated = True
    except (ConnectionError, RuntimeError, ValueError, ImportError) as fault:
        told = " ".join(str(fault).split())
        raise ConfigError("executor.address", f"no Ray at '{options['address']}': {told}") from fault
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)
    if terminated:
        signal.raise_signal(signal.SIGTERM)


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    added = [name for name in _QUIET if name not in os.environ]
    os.environ.update({name: _QUIET[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)

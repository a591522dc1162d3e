"""What made a dataset, and what its bytes depend on: config, versions and target."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from scenes.json_codec import encode
from scenes.rig import Rig
from simulator import __version__
from simulator.config import RunConfig
from simulator.layout import SCHEMA_VERSION

LIBRARIES = (
    "numpy",
    "scipy",
    "warp-lang",
    "pybullet",
    "opencv-python-headless",
    "pillow",
    "pycocotools",
    "isal",
    "covertable",
)
"""Libraries whose arithmetic or encoding reaches the bytes of a dataset."""


def run_record(config: RunConfig, rig: Rig, data: Mapping[str, list[str]]) -> dict[str, Any]:
    """What `record/run.json` holds. Equal records promise equal bytes.

    rig: as built, so that a calibration file which changes under the same name is another run; likewise every imported
    asset that the run may use is named, with its licence, author, source and digest. data: the files
    that distributions come from, with digests, by parameter.
    """
    # Imported here: it loads warp, which reading a dataset does without.
    from simulator.render.device import target_description  # noqa: PLC0415

    identity = {
        "config": {**config.identity(), "rig_hash": identity_hash(encode(rig, "rig"))},
        "assets": config.catalogue.record(),
        "data": dict(data),
        "version": __version__,
        "target": target_description(config.settings.device),
        "libraries": {name: version(name) for name in LIBRARIES},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }
    return {"schema_version": SCHEMA_VERSION, "config_hash": identity_hash(identity), **identity}


def exported_record(source: Mapping[str, Any], config: RunConfig) -> dict[str, Any]:
    """What `record/run.json` holds of a dataset that is exported from the store of another, whose own is `source`.

    The same as if its exporters had been in the run that rendered.
    """
    identity = {key: value for key, value in source.items() if key not in ("schema_version", "config_hash")}
    identity["config"] = {**config.identity(), "rig_hash": source["config"]["rig_hash"]}
    return {"schema_version": SCHEMA_VERSION, "config_hash": identity_hash(identity), **identity}


def kernels_compiled() -> bool:
    """Whether this machine's kernel cache holds kernels of the renderer, of whatever version; or nobody renders."""
    import warp  # noqa: PLC0415  (loads slowly; reading a dataset does without)

    cache = warp.config.kernel_cache_dir  # None until a device has been asked for, which an export does without
    return cache is None or any(Path(cache).glob("wp_simulator.render*"))


def damaged_kernels() -> tuple[str, ...]:
    """Modules of compiled kernels that this process found damaged, and removed, so that they are compiled again."""
    from simulator.render.kernel_cache import mended_once  # noqa: PLC0415  (loads warp)

    return mended_once() if sys.modules["warp"].config.kernel_cache_dir else ()


def remember_kernels() -> None:
    """What has been compiled meanwhile is known from now on, so that damage to it is seen."""
    warp = sys.modules.get("warp")
    if warp is not None and warp.config.kernel_cache_dir:
        from simulator.render.kernel_cache import seal  # noqa: PLC0415  (loads warp)

        seal(Path(warp.config.kernel_cache_dir))


def identity_hash(value: Any) -> str:
    """The hash by which a run is known; of all of its record but the hash and the schema's version.

    The order of keys counts: randomizers act, and choices are drawn, in the order in which the config has them.
    """
    return hashlib.blake2b(orjson.dumps(value), digest_size=16).hexdigest()

"""NVIDIA's driver, the devices that Warp finds, and what a container lets through."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass

import warp as wp

from simulator.doctor.finding import Finding, fault, graver, well
from simulator.doctor.packages import pip_install, reinstall
from simulator.native_output import silenced_stderr

LEAST_DRIVER = {12: 525, 13: 580}
"""Oldest driver branch for wheels of CUDA 12 and 13 (Warp's installation guide, "CUDA Requirements")."""

LEAST_ARCH = {12: 50, 13: 75}
"""Oldest GPUs: CUDA 13 dropped what is before Turing (same guide)."""

NEEDED_CAPABILITIES = ("compute", "utility")
"""Of NVIDIA_DRIVER_CAPABILITIES (NVIDIA Container Toolkit): kernels alone, no graphics."""

_TAG = {"x86_64": "manylinux_2_28_x86_64", "aarch64": "manylinux_2_34_aarch64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A CUDA device as Warp names it. arch: 90 for sm_90."""

    alias: str
    name: str
    arch: int
    memory_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WarpRuntime:
    """What Warp says of itself. toolkit: CUDA's version in the wheel; driver: the newest CUDA that the driver knows."""

    version: str
    toolkit: tuple[int, int] | None
    driver: tuple[int, int] | None
    gpus: tuple[Gpu, ...]


def warp_runtime() -> WarpRuntime:
    """Initialises Warp and asks it."""
    with silenced_stderr():
        wp.init()
    gpus = [Gpu(alias=d.alias, name=d.name, arch=d.arch, memory_bytes=d.total_memory) for d in wp.get_cuda_devices()]
    return WarpRuntime(
        version=wp.__version__,
        toolkit=wp.get_cuda_toolkit_version(),
        driver=wp.get_cuda_driver_version(),
        gpus=tuple(gpus),
    )


def check_driver(proc_version: str | None, runtime: WarpRuntime, device: str) -> Finding:
    """proc_version: the text of /proc/driver/nvidia/version, None without that file."""
    wanted = device != "cpu"
    if runtime.toolkit is None:
        return graver(wanted, f"Warp {runtime.version} was built without CUDA", reinstall("warp-lang"))
    cuda = runtime.toolkit[0]
    least = LEAST_DRIVER.get(cuda, max(LEAST_DRIVER.values()))
    needs = f"Warp {runtime.version} with CUDA {_dotted(runtime.toolkit)} needs R{least} or newer"
    number = driver_number(proc_version or "")
    if runtime.driver is not None and runtime.driver[0] >= cuda:
        return well(f"{number or 'NVIDIA'}, up to CUDA {_dotted(runtime.driver)}; {needs}")
    if number is None and runtime.driver is None:
        if not wanted:
            return well("none, so this machine renders on the CPU")
        return fault(f"no NVIDIA driver is there; {needs}", "nvidia-smi  # must work first; in a container: --gpus all")
    major = int(number.partition(".")[0]) if number else 0
    if number and major >= least:
        remedy = "ldconfig -p | grep libcuda.so.1  # must be found; in a container: --gpus all"
        return graver(wanted, f"{number} is new enough, yet Warp cannot load libcuda", remedy)
    found = f"{number or f'up to CUDA {_dotted(runtime.driver)}'} is too old: {needs}"
    return graver(wanted, found, _older_wheel(runtime, major))


def check_devices(runtime: WarpRuntime, device: str) -> Finding:
    """Whether the device that is asked for is there; nothing ever falls back to the CPU."""
    aliases = [gpu.alias for gpu in runtime.gpus]
    there = ["cpu", *(["cuda"] if aliases else []), *aliases]
    listed = ", ".join(["cpu", *(_gpu_told(gpu) for gpu in runtime.gpus)])
    if device not in there:
        remedy = f"swerve doctor device={there[-1]}  # or repair what 'driver' and 'container' say"
        return fault(f"{device} is asked for, and only {listed} is there; nothing falls back", remedy)
    least = LEAST_ARCH.get((runtime.toolkit or (0, 0))[0], 0)
    old = [gpu.alias for gpu in runtime.gpus if gpu.arch < least]
    wanted = device in old or device == "cuda"
    if old:
        remedy = _older_wheel(runtime, LEAST_DRIVER[12])
        return graver(wanted, f"{', '.join(old)} of {listed}: older than sm_{least}, which Warp needs", remedy)
    return well(listed)


def check_container(environment: Mapping[str, str], device: str) -> Finding:
    """Whether variables that hide GPUs from processes and containers let the device through."""
    wanted = device != "cpu"
    for name in ("CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"):
        if environment.get(name, "all") in ("", "-1", "NoDevFiles", "void", "none"):
            found = f"{name}={environment[name]} hides all GPUs"
            remedy = f"unset {name}" if name.startswith("CUDA") else "docker run --gpus all ...  # start it anew"
            return fault(found, remedy) if wanted else well(f"{found}, and none is asked for")
    told = environment.get("NVIDIA_DRIVER_CAPABILITIES")
    if told is None:
        return well("no variable hides a GPU")
    given = {word.strip() for word in told.split(",")}
    lacking = [word for word in NEEDED_CAPABILITIES if word not in given]
    if not lacking or "all" in given:
        return well(f"NVIDIA_DRIVER_CAPABILITIES={told}")
    remedy = f"docker run --gpus all -e NVIDIA_DRIVER_CAPABILITIES={','.join(NEEDED_CAPABILITIES)} ..."
    return graver(wanted, f"NVIDIA_DRIVER_CAPABILITIES={told} lacks {', '.join(lacking)}", remedy)


def driver_number(text: str) -> str | None:
    """The driver's version in /proc/driver/nvidia/version, such as 580.65.06."""
    found = re.search(r"\b(\d{3,4}\.\d+(?:\.\d+)?)\b", text)
    return found.group(1) if found else None


def _older_wheel(runtime: WarpRuntime, driver_major: int) -> str:
    """The wheel for CUDA 12, where the driver is new enough for it."""
    if driver_major < LEAST_DRIVER[12] or "+cu12" in runtime.version:
        return f"nvidia-smi  # then install a driver of branch R{LEAST_DRIVER[13]} or newer"
    version = runtime.version.partition("+")[0]
    tag = _TAG.get(platform.machine(), _TAG["x86_64"])
    wheel = f"warp_lang-{version}+cu12-py3-none-{tag}.whl"
    url = f"https://github.com/NVIDIA/warp/releases/download/v{version}/{wheel}"
    return f"{pip_install('--force-reinstall', '--no-deps', url)}  # or update the driver"


def _gpu_told(gpu: Gpu) -> str:
    return f"{gpu.alias} {gpu.name} (sm_{gpu.arch}, {gpu.memory_bytes / 2**30:.0f} GiB)"


def _dotted(version: tuple[int, int] | None) -> str:
    return ".".join(map(str, version or ()))

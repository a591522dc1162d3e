"""Checks of Python, packages, drivers, containers, cores and memory: each looks at what it is given."""

from __future__ import annotations

import shlex
import sys

import pytest

from scenes.errors import DeviceError
from simulator.doctor.finding import Check, Finding, examine, fault, well
from simulator.doctor.graphics import Gpu, WarpRuntime, check_container, check_devices, check_driver, driver_number
from simulator.doctor.machine import Limits, check_cores, check_memory
from simulator.doctor.packages import (
    Requirements,
    check_extras,
    check_packages,
    check_python,
    installed,
    reinstall,
    requirements,
)

ASKED = Requirements(
    python=">=3.11,<3.12", packages=("numpy>=2.0,<3", "warp-lang==1.19.*", "colorama; os_name == 'nt'")
)
OPEN_580 = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (dvs-builder@U16)\n"
OLD_535 = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\n"
H200 = Gpu(alias="cuda:0", name="NVIDIA H200", arch=90, memory_bytes=150 << 30)
MEMINFO = "MemTotal:       16000000 kB\nMemAvailable:    8000000 kB\n"


def warp(**given: object) -> WarpRuntime:
    return WarpRuntime(**{"version": "1.19.0", "toolkit": (13, 4), "driver": None, "gpus": ()} | given)


def test_a_finding_that_is_not_well_has_a_remedy() -> None:
    with pytest.raises(ValueError, match="needs a remedy"):
        Finding(level="fault", found="broken")


def test_a_check_that_breaks_is_a_fault_with_a_trace_and_not_the_end() -> None:
    def broken() -> Finding:
        raise ZeroDivisionError("division by zero")

    def refused() -> Finding:
        raise DeviceError("device: 'cuda:0' is not usable")

    found = dict(examine([Check(subject="a", look=broken), Check(subject="b", look=refused)]))
    assert found["a"].level == found["b"].level == "fault"
    assert found["a"].found == "the check broke: ZeroDivisionError: division by zero"
    assert "Traceback" in found["a"].trace
    assert found["b"].found == "device: 'cuda:0' is not usable"


def test_what_a_fault_explains_is_not_told_once_more() -> None:
    first = Check(subject="first", look=lambda: fault("broken", "repair it"))
    second = Check(subject="second", look=lambda: well("never called"), needs=("first",))
    third = Check(subject="third", look=lambda: well("never called"), needs=("second",))
    found = dict(examine([first, second, third]))
    assert found["second"].found == "not tried, see 'first'"
    assert found["third"].found == "not tried, see 'second'"


@pytest.mark.parametrize(("version", "level"), [("3.11.9", "ok"), ("3.12.1", "fault"), ("3.10.14", "fault")])
def test_python(version: str, level: str) -> None:
    assert check_python(ASKED, version).level == level


def test_packages_that_do_not_fit_are_named_with_a_command_that_installs_them() -> None:
    there = {"numpy": "1.26.4", "warp-lang": "1.19.0+cu12"}
    finding = check_packages(ASKED, there.get)
    assert finding.level == "fault"
    assert "numpy<3,>=2.0 (1.26.4)" in finding.found
    assert "warp" not in finding.found
    assert finding.remedy.endswith("-m pip install 'numpy<3,>=2.0'")
    assert "warp-lang==1.19.* (not installed)" in check_packages(ASKED, {"numpy": "2.1"}.get).found


def test_packages_are_installed_again_into_the_python_that_runs_in_the_versions_that_are_there() -> None:
    program, *rest, pinned = shlex.split(reinstall("numpy"))
    assert (program, rest[:3]) == (sys.executable, ["-m", "pip", "install"])
    assert pinned == f"numpy=={installed('numpy')}"
    assert shlex.split(reinstall("no-such-package"))[-1] == "no-such-package"


def test_this_environment_has_what_the_project_asks_for() -> None:
    assert check_packages(requirements(), installed).level == "ok"


def test_extras_are_told_only() -> None:
    finding = check_extras({"ray": "2.60.0"}.get, {"ray": "executor=ray", "torch": "datasets"})
    assert (finding.level, finding.found) == ("info", "ray 2.60.0; not installed: torch (datasets)")


@pytest.mark.parametrize(("text", "number"), [(OPEN_580, "580.65.06"), (OLD_535, "535.183.01"), ("", None)])
def test_the_drivers_number_is_read(text: str, number: str | None) -> None:
    assert driver_number(text) == number


def test_a_driver_that_is_too_old_is_a_fault_for_cuda_and_a_warning_for_the_cpu() -> None:
    runtime = warp(driver=(12, 2))
    finding = check_driver(OLD_535, runtime, "cuda:0")
    assert finding.level == "fault"
    assert "535.183.01 is too old: Warp 1.19.0 with CUDA 13.4 needs R580" in finding.found
    assert "warp_lang-1.19.0+cu12-py3-none-manylinux" in finding.remedy
    assert check_driver(OLD_535, runtime, "cpu").level == "warning"
    assert "R580" in check_driver(OLD_535.replace("535", "470"), runtime, "cuda:0").remedy
    assert check_driver(OLD_535, warp(toolkit=(12, 9), driver=(12, 2)), "cuda:0").level == "ok"


def test_no_driver_is_a_fault_for_cuda_only() -> None:
    assert check_driver(None, warp(), "cpu").level == "ok"
    assert check_driver(None, warp(), "cuda:0").level == "fault"
    assert check_driver(OPEN_580, warp(driver=(13, 0)), "cuda:0").level == "ok"
    assert "libcuda" in check_driver(OPEN_580, warp(), "cuda:0").found


def test_a_device_that_is_not_there_is_a_fault() -> None:
    assert check_devices(warp(), "cpu").level == "ok"
    finding = check_devices(warp(), "cuda:0")
    assert finding.level == "fault"
    assert finding.found == "cuda:0 is asked for, and only cpu is there; nothing falls back"
    assert check_devices(warp(gpus=(H200,)), "cuda:0").found == "cpu, cuda:0 NVIDIA H200 (sm_90, 150 GiB)"
    volta = Gpu(alias="cuda:0", name="V100", arch=70, memory_bytes=1)
    assert "older than sm_75" in check_devices(warp(gpus=(volta,)), "cuda:0").found


@pytest.mark.parametrize(
    ("environment", "device", "level"),
    [
        ({}, "cuda:0", "ok"),
        ({"NVIDIA_DRIVER_CAPABILITIES": "compute,utility"}, "cuda:0", "ok"),
        ({"NVIDIA_DRIVER_CAPABILITIES": "all"}, "cuda:0", "ok"),
        ({"NVIDIA_DRIVER_CAPABILITIES": "utility"}, "cuda:0", "fault"),
        ({"NVIDIA_DRIVER_CAPABILITIES": "utility"}, "cpu", "warning"),
        ({"CUDA_VISIBLE_DEVICES": ""}, "cuda:0", "fault"),
        ({"CUDA_VISIBLE_DEVICES": ""}, "cpu", "ok"),
        ({"NVIDIA_VISIBLE_DEVICES": "void"}, "cuda:0", "fault"),
    ],
)
def test_what_containers_let_through(environment: dict[str, str], device: str, level: str) -> None:
    assert check_container(environment, device).level == level


def test_more_workers_than_cores_is_a_warning_with_the_number_that_fits() -> None:
    assert check_cores(4, 8, 8, Limits()).level == "ok"
    quota = check_cores(4, 8, 2, Limits(cpu_share=1.5))
    assert quota.remedy == "swerve doctor workers=2"
    assert "2 usable of 8 (the container's quota: 1.5)" in quota.found
    assert check_cores(4, 8, 3, Limits()).remedy == "swerve doctor workers=3"


def test_memory_is_the_machines_or_what_its_container_has_left() -> None:
    assert check_memory(2, MEMINFO, Limits()).found == "8.2 GB available, 4.1 GB a worker"
    tight = check_memory(2, MEMINFO, Limits(memory_bytes=4_000_000_000, used_bytes=1_000_000_000))
    assert (tight.level, tight.remedy.split("  ")[0]) == ("warning", "swerve doctor workers=1")
    assert "3.0 GB left to the container, 1.5 GB a worker" in tight.found

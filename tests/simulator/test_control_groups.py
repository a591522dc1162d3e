"""Limits of control groups are found, as containers and schedulers of jobs nest them."""

from __future__ import annotations

from pathlib import Path

from simulator.control_groups import Limits, cgroup_limits


def write_all(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text}\n")


def test_a_container_sees_its_control_group_as_the_root(tmp_path: Path) -> None:
    assert cgroup_limits("0::/\n", tmp_path) == Limits()
    write_all(tmp_path, {"cpu.max": "150000 100000", "memory.max": "4000000000", "memory.current": "1000"})
    assert cgroup_limits("0::/\n", tmp_path) == Limits(cpu_share=1.5, memory_bytes=4_000_000_000, used_bytes=1000)
    write_all(tmp_path, {"cpu.max": "max 100000", "memory.max": "max"})
    assert cgroup_limits("0::/\n", tmp_path) == Limits()


def test_the_tightest_of_a_jobs_control_groups_counts(tmp_path: Path) -> None:
    """As Slurm nests them; the root of the machine has no limits, and not all of the names exist."""
    write_all(tmp_path, {"slurm/job_1/memory.max": "2000000000", "slurm/job_1/memory.current": "500000000"})
    write_all(tmp_path, {"slurm/job_1/step_0/memory.max": "max", "slurm/memory.max": "9000000000"})
    found = cgroup_limits("0::/slurm/job_1/step_0/user\n", tmp_path)
    assert found == Limits(memory_bytes=2_000_000_000, used_bytes=500_000_000)


def test_what_files_have_cached_is_free(tmp_path: Path) -> None:
    """memory.stat of version 2 (kernel: cgroup-v2.rst), and of 1, which adds those below up as total_*."""
    write_all(tmp_path, {"memory.max": "9000", "memory.current": "8000", "memory.stat": "anon 1\ninactive_file 6000"})
    assert cgroup_limits("0::/\n", tmp_path).used_bytes == 2000
    write_all(tmp_path, {"memory/memory.limit_in_bytes": "9000", "memory/memory.usage_in_bytes": "8000"})
    write_all(tmp_path, {"memory/memory.stat": "inactive_file 10\ntotal_inactive_file 7000"})
    assert cgroup_limits("2:memory:/\n", tmp_path).used_bytes == 1000


def test_control_groups_of_version_1(tmp_path: Path) -> None:
    membership = "3:cpu,cpuacct:/job\n2:memory:/job\n1:name=systemd:/\n"
    write_all(tmp_path, {"cpu/job/cpu.cfs_quota_us": "-1", "memory/memory.limit_in_bytes": "9223372036854771712"})
    assert cgroup_limits(membership, tmp_path) == Limits()
    write_all(tmp_path, {"cpu/job/cpu.cfs_quota_us": "250000", "cpu/job/cpu.cfs_period_us": "100000"})
    write_all(tmp_path, {"memory/job/memory.limit_in_bytes": "1000", "memory/job/memory.usage_in_bytes": "10"})
    assert cgroup_limits(membership, tmp_path) == Limits(cpu_share=2.5, memory_bytes=1000, used_bytes=10)

"""Checks of folders: file systems, publication, locks, speed; and of compiled kernels, damaged ones among them."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import warp as wp

from simulator.doctor import kernel_cache
from simulator.doctor.diagnosis import cache_folder
from simulator.doctor.kernel_cache import check_cache_folder, check_kernels
from simulator.doctor.mounts import mount_of, standing
from simulator.doctor.storage import check_atomic, check_folder, check_locks, check_speed

MOUNTS = """/dev/sda1 / ext4 rw,relatime 0 0
server:/home /home nfs4 rw,vers=4.2 0 0
tmpfs /home/me/fast tmpfs rw 0 0
lustre /data\\040sets lustre rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind", "shared"),
    [
        ("/tmp/out", "ext4", False),
        ("/home/me/out", "nfs4", True),
        ("/home/me/fast/out", "tmpfs", False),
        ("/data sets/out", "lustre", True),
        ("/homes", "ext4", False),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str, shared: bool) -> None:
    mount = mount_of(Path(path), MOUNTS)
    assert (mount.kind, mount.is_shared) == (kind, shared)


def test_the_folder_of_a_dataset_is_left_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    assert check_folder(out, MOUNTS).level in ("ok", "warning")  # a full disk of this machine is no fault of ours
    assert "can be made" in check_folder(out, MOUNTS).found
    assert [check(out).level for check in (check_atomic, check_locks)] == ["ok", "ok"]
    assert "MB/s" in check_speed(out, 2**20).found
    assert standing(out) == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = check_folder(tmp_path / "file" / "out", MOUNTS)
    assert finding.level == "fault"
    assert "expected a folder" in finding.found


def test_a_file_system_that_takes_nothing_is_a_fault() -> None:
    assert check_folder(Path("/proc/swerve"), MOUNTS).level == "fault"


def test_locks_that_keep_nobody_out_are_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.doctor.storage._TRY_LOCKS", "print('free held')")
    assert check_locks(tmp_path).found.startswith("flock keep nobody out")


def test_a_quota_that_is_used_up_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(os, "fsync", full)
    finding = check_speed(tmp_path, 2**20)
    assert (finding.level, finding.found) == ("fault", "1 MB cannot be written (Disk quota exceeded)")
    assert list(tmp_path.iterdir()) == []


def test_remedies_take_folders_with_spaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "my $data"
    out.mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    assert shlex.split(check_folder(out, MOUNTS).remedy, comments=True)[-1] == f"{out}/*"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 10**9))
    assert shlex.split(check_folder(out, MOUNTS).remedy, comments=True) == ["df", "-h", str(out)]


def test_a_shared_kernel_cache_is_a_warning(tmp_path: Path) -> None:
    assert check_cache_folder(tmp_path / "cache", "").level == "ok"
    shared = check_cache_folder(tmp_path / "cache", f"server:/x {tmp_path} nfs4 rw 0 0\n")
    assert (shared.level, shared.remedy) == ("warning", kernel_cache.LOCAL_CACHE)
    assert check_cache_folder(Path("/proc/swerve"), "").level == "fault"


def test_kernels_that_a_compiler_moves_meanwhile_are_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_cache, "files_below", lambda folder: [folder / "moved.o"])
    assert check_cache_folder(tmp_path, "").level == "ok"


def test_the_kernel_cache_is_where_warp_keeps_it() -> None:
    wp.init()
    assert cache_folder(os.environ) == Path(wp.config.kernel_cache_dir)


def test_kernels_are_counted_and_a_damaged_one_is_named() -> None:
    assert check_kernels("cpu", lambda _: ["absent /c/a", "absent /c/b"]).level == "info"
    some = check_kernels("cpu", lambda _: ["begin /c/a", "loaded /c/a", "absent /c/b"])
    assert some.found == "1 of 2 modules are compiled for cpu and load; 1 are compiled when they are first used"
    broken = check_kernels("cpu", lambda _: ["begin /c/a", "broken /c/a\tno object"])
    assert (broken.found, broken.remedy) == ("/c/a is damaged (no object)", "rm -r /c/a  # it is compiled again")
    died = check_kernels("cpu", lambda _: ["begin /c/a b"])
    assert "the process that loaded it died" in died.found
    assert died.remedy.startswith("rm -r '/c/a b'")
    assert check_kernels("cpu", lambda _: []).level == "fault"


def test_a_truncated_kernel_is_found_by_loading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import simulator.render.kernels.raster_setup as kernels

    wp.load_module(kernels, device="cpu", block_dim=1)
    name = wp.get_module(kernels.__name__).get_module_identifier(1)
    copy = tmp_path / wp.__version__ / name
    shutil.copytree(Path(wp.config.kernel_cache_dir) / name, copy)
    monkeypatch.setenv("WARP_CACHE_PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    assert check_kernels("cpu", kernel_cache.load_in_a_process).level == "ok"
    code = next(copy.glob("*.o"))
    code.write_bytes(code.read_bytes()[:1000])
    finding = check_kernels("cpu", kernel_cache.load_in_a_process)
    assert finding.level == "fault"
    assert str(copy) in finding.found

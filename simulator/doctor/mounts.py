"""On what file system a path lies, from the text of /proc/mounts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

SHARED = frozenset(
    [
        *("nfs", "nfs4", "cifs", "smb3", "lustre", "gpfs", "beegfs", "beegfs_nodev", "ceph", "panfs", "wekafs", "afs"),
        *("glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse", "fuse.juicefs", "fuse.rclone"),
    ]
)
"""Types of file systems that several machines see at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A line of /proc/mounts. kind: the file system's type."""

    point: Path
    kind: str

    @property
    def is_shared(self) -> bool:
        """Whether other machines may write there, too."""
        return self.kind in SHARED


def mount_of(path: Path, mounts: str) -> Mount:
    """The mount that holds a path, existing or not. mounts: as /proc/mounts has it (fstab(5): octal escapes)."""
    resolved = Path(os.path.realpath(path))
    best = Mount(point=Path("/"), kind="unknown")
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split()
        there = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code.group(1), 8)), point))
        # Of two mounts on one point the later one is seen.
        if (resolved == there or there in resolved.parents) and len(there.parts) >= len(best.point.parts):
            best = Mount(point=there, kind=kind)
    return best


def standing(path: Path) -> Path:
    """The nearest thing that exists on the way to a path: itself or a parent."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())

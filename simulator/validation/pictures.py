"""Pictures that show nothing, or the same as the one before. Warnings: nights, tunnels and waiting egos are honest."""

from __future__ import annotations

from pathlib import PurePosixPath

from simulator.validation.findings import Findings
from simulator.validation.listing import Inventory

DARK_SHARE = 0.98
"""Of samples at 2 or below from which on a picture counts as black; chosen: a night street with lamps has fewer."""

BRIGHT_SHARE = 0.5
"""Of samples at the top of every channel; chosen: a bright sky fills a third of a picture."""

SECOND = "_11.png"
"""Ends the name of a KITTI scene's second picture, which begins the next scene as well."""


def check_pictures(inventory: Inventory, findings: Findings) -> None:
    """8-bit colour pictures in folders of images, in the order of their names."""
    told: set[str] = set()
    last: tuple[str, str, str] = ("", "", "")
    for file in inventory.files:
        decoded, folder = inventory.decoded[file], str(PurePosixPath(file).parent)
        picture = decoded.picture
        if picture is None or (picture.channels, picture.bits) != (3, 8) or not _shows_the_world(folder):
            continue
        if file.endswith(SECOND):
            continue
        twice = (last[0], last[1]) == (folder, decoded.sha256)
        if decoded.sha256 not in told:
            told.add(decoded.sha256)
            if picture.dark_share > DARK_SHARE:
                findings.warning("pictures.black", file, f"{picture.dark_share:.0%} of it is black")
            if picture.bright_share > BRIGHT_SHARE:
                findings.warning("pictures.saturated", file, f"{picture.bright_share:.0%} of it is at the top")
        if twice:
            findings.warning("pictures.duplicate", file, f"is the same as {last[2]}")
        last = (folder, decoded.sha256, PurePosixPath(file).name)


def _shows_the_world(folder: str) -> bool:
    words = folder.lower().split("/")
    return any(word.startswith(("image", "cam", "samples", "sweeps")) for word in words)

"""A contact sheet of assets: each alone in the studio, under its name, its size and its number of triangles."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from scenes.asset import Asset, AssetSpec, asset_of
from scenes.assets.families import example, variants
from scenes.catalogue import Catalogue
from scenes.errors import SwerveError, UnknownName
from scenes.ontology import class_of
from scenes.studio import camera_pose, extent, studio
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.readings.camera import UInt8
from simulator.render.base import PinholeView, Renderer
from simulator.sensors.camera.exposure import FixedExposure, expose

CELL_PX = (300, 240)
"""Width and height of a picture; chosen: details of a car can be told, and a hundred fit on a sheet."""
FOCAL_PX = 620.0
"""Chosen: 27 degrees across, near to how things are seen from a car."""
COLUMNS = 8
EV100 = FixedExposure(ev100=14.0).ev100
"""Chosen: a sunny day's, so that materials show their own brightness."""
CAPTION_PX, HEADING_PX = 54, 32
_INK, _DIM, _PAPER, _WRONG = (30, 30, 30), (110, 110, 110), (255, 255, 255), (170, 20, 20)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Exhibit:
    """What one cell shows. lines: of the caption. asset: None where it could not be had; then the lines say why."""

    name: str
    semantic: str
    lines: tuple[str, ...]
    spec: AssetSpec | None = None


def exhibits(catalogue: Catalogue, wanted: str = "") -> list[Exhibit]:
    """Everything of a catalogue whose name or class contains the filter, by class and then by name.

    Families that are made by code show several of theirs. An imported asset that cannot be used is there with the
    reason. Raises UnknownName where nothing fits the filter.
    """
    found = [*_made(catalogue, wanted.lower()), *_imported(catalogue)]
    kept = [e for e in found if wanted.lower() in e.name.lower() or wanted.lower() in e.semantic]
    if not kept:
        raise UnknownName("", "asset or class", wanted, {e.name for e in found} | {e.semantic for e in found})
    return sorted(kept, key=lambda e: (class_of(e.semantic).id, e.name))


def contact_sheet(shown: Sequence[Exhibit], renderer: Renderer, heard: Callable[[int], None] | None = None) -> UInt8:
    """The sheet (H, W, 3): cells row by row, a class's name above its first. heard: is told each finished cell."""
    cells = []
    for index, exhibit in enumerate(shown):
        first = index == 0 or shown[index - 1].semantic != exhibit.semantic
        cells.append(np.concatenate([_heading(exhibit.semantic if first else ""), _cell(exhibit, renderer)]))
        if heard is not None:
            heard(index)
    columns = min(COLUMNS, len(cells))
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % columns)
    rows = [np.concatenate(cells[k : k + columns], axis=1) for k in range(0, len(cells), columns)]
    return np.concatenate(rows, axis=0)


def size_text(asset: Asset) -> str:
    """Length, width and height of all that there is of it, metres."""
    low, high = extent(asset)
    return " x ".join(f"{edge:.2f}" for edge in high - low) + " m"


def picture(spec: AssetSpec, renderer: Renderer) -> UInt8:
    """A thing alone (H, W, 3) under the studio's light."""
    width, height = CELL_PX
    K = (FOCAL_PX, FOCAL_PX, (width - 1) / 2, (height - 1) / 2)
    scene = studio(spec)
    renderer.load(scene)
    view = PinholeView(T_world_camera=camera_pose(spec, K, CELL_PX), K=K, size_px=CELL_PX, t_s=0.0)
    history = simulate(scene, PhysicsSettings())
    radiance, _ = renderer.render(view, history, scene.environment, seed=0)
    return expose(radiance, EV100)


def _made(catalogue: Catalogue, wanted: str) -> Iterator[Exhibit]:
    """Families that fit the filter, several of each; of all others the first, which tells their class."""
    for name, kind in sorted(catalogue.made().items()):
        first = example(kind)
        if first is None:
            continue
        semantic = first.semantic()
        if wanted not in name and wanted not in semantic:
            yield Exhibit(name=name, semantic=semantic, lines=(name,))
            continue
        for index, spec in enumerate(variants(kind)):
            asset = asset_of(spec)
            what = _differences(spec, variants(kind)[0]) if index else ""
            lines = (f"{name} {what}".strip(), size_text(asset), f"{asset.triangles:,} triangles")
            yield Exhibit(name=name, semantic=asset.semantic, lines=lines, spec=spec)


def _imported(catalogue: Catalogue) -> Iterator[Exhibit]:
    # Loaded here: nothing of it is needed where nothing is imported.
    from scenes.imported.asset import entry_of  # noqa: PLC0415

    for name, listing in sorted(catalogue.imported().items()):
        entry = entry_of(listing.manifest, listing.asset)
        try:
            spec = catalogue.spec(name)
            asset = asset_of(spec)
        except SwerveError as fault:
            yield Exhibit(name=name, semantic=entry.semantic, lines=(name, *_wrapped(str(fault))))
            continue
        lines = (name, size_text(asset), f"{asset.triangles:,} triangles, {entry.licence or 'no licence stated'}")
        yield Exhibit(name=name, semantic=asset.semantic, lines=lines, spec=spec)


def _differences(spec: AssetSpec, first: AssetSpec) -> str:
    """The values in which a variant differs from the first of its family."""
    pairs = [(f.name, getattr(spec, f.name), getattr(first, f.name)) for f in dataclasses.fields(spec)]
    changed = [f"{name} {value}" if name == "seed" else str(value) for name, value, was in pairs if value != was]
    return " ".join(changed)


def _cell(exhibit: Exhibit, renderer: Renderer) -> UInt8:
    """A picture and its caption; a refused asset has its reason in the picture's place."""
    width, height = CELL_PX
    cell = np.full((height + CAPTION_PX, width, 3), 255, dtype=np.uint8)
    if exhibit.spec is None:
        for k, line in enumerate(exhibit.lines[1:]):
            _write(cell, line, 8, 24 + 15 * k, _WRONG, "small")
        _write(cell, exhibit.lines[0], 6, height + 16, _INK, "small")
        return cell
    cell[: height - 4, 2:-2] = picture(exhibit.spec, renderer)[: height - 4, 2:-2]
    for k, line in enumerate(exhibit.lines):
        _write(cell, line, 6, height + 13 + 16 * k, _DIM if k else _INK, "small")
    return cell


def _heading(semantic: str) -> UInt8:
    """What stands above a cell: a line, and its class where it is the first of it."""
    strip = np.full((HEADING_PX, CELL_PX[0], 3), 255, dtype=np.uint8)
    cv2.line(strip, (6 if semantic else 0, 6), (strip.shape[1], 6), _INK if semantic else (215, 215, 215), 1)
    _write(strip, semantic, 6, 24, _INK, "large")
    return strip


def _write(
    picture: UInt8, text: str, left: int, base: int, color: tuple[int, int, int], size: Literal["small", "large"]
) -> None:
    scale = 0.42 if size == "small" else 0.55
    fit = text
    while fit and cv2.getTextSize(fit, _FONT, scale, 1)[0][0] > picture.shape[1] - left - 2:
        fit = fit[:-1]
    cv2.putText(picture, fit, (left, base), _FONT, scale, color, 1, cv2.LINE_AA)


def _wrapped(text: str, width: int = 40) -> tuple[str, ...]:
    """A text in lines of so many letters, broken anywhere: paths have no spaces."""
    return tuple(text[k : k + width] for k in range(0, len(text), width))

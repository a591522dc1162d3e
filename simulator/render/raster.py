"""Pixel-centre hits of pinhole views by rasterisation: about ten times cheaper on a CPU than tracing the same rays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.pose import rotation_of
from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.geometry import SceneTables
from simulator.render.kernels import raster, raster_setup
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.raster_setup import Batch, Listed, Window
from simulator.render.kernels.world import hit_buffers
from simulator.render.rays import Mask, PinholeView, PixelRange, pixels_of, shifted, whole

_CHUNK = 1024
"""Faces, and vertices, that one thread takes at a time (chosen: a few hundred chunks a street)."""
_BAND_ROWS = 24
"""Chosen: with 375 rows, 16 bands keep 2 to 8 threads busy, and few faces lie in two of them."""

_SEEN: dict[str, Any] = {"near": wp.float32, "link": wp.int32, "face": wp.int32}
"""What `draw_rows` writes for every pixel."""

_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Chunks:
    """Runs of at most _CHUNK elements of one link each: link, first element and count, all (C,) int32."""

    link: NDArray[np.int32]
    first: NDArray[np.int32]
    count: NDArray[np.int32]

    @classmethod
    def of(cls, sizes: NDArray[np.int64]) -> _Chunks:
        """Chunks of links with so many elements (L,)."""
        pieces = -(-sizes // _CHUNK)
        link = np.repeat(np.arange(len(sizes)), pieces)
        first = _CHUNK * (np.arange(len(link)) - np.repeat(np.cumsum(pieces) - pieces, pieces))
        count = np.minimum(sizes[link] - first, _CHUNK)
        return cls(link=link.astype(np.int32), first=first.astype(np.int32), count=count.astype(np.int32))

    def among(self, chosen: NDArray[np.bool_]) -> _Chunks:
        """The chunks of the chosen links (L,)."""
        keep = chosen[self.link]
        return _Chunks(link=self.link[keep], first=self.first[keep], count=self.count[keep])


class Rasterizer:
    """Draws one scene on the CPU. Its buffers grow to what the largest view needs and are used again."""

    def __init__(self, tables: SceneTables, launcher: BandLauncher) -> None:
        self._launcher = launcher
        self._bounds_m = tables.bounds_m
        self._vertices = np.array([len(m.points) for m in tables.meshes], dtype=np.int64)
        self._vertex_chunks = _Chunks.of(self._vertices)
        self._face_chunks = _Chunks.of(np.array([len(m.indices) // 3 for m in tables.meshes], dtype=np.int64))
        self._scratch = _Scratch()

    def hits(self, world: Any, history: WorldHistory, view: PinholeView, box: PixelRange | None = None) -> Any:
        """`HitBuffers` of the pixel centres of a view, or of a box of it, row-major."""
        box = box or whole(view)
        seen = self._seen(world, history, view, box, None)
        pixels = pixels_of(box)
        hits = hit_buffers(pixels, "cpu")
        self._launcher.launch(raster.resolve, pixels, [world, device_camera(view, "cpu"), _window(box), *seen], [hits])
        return hits

    def covered(self, world: Any, history: WorldHistory, view: PinholeView, box: PixelRange, links: range) -> Mask:
        """(h, w) pixels of a box whose centre rays would hit one of the links if nothing else existed."""
        left, top, right, bottom = box
        _, link, _ = self._seen(world, history, view, box, links)
        return np.asarray(link.numpy()[: pixels_of(box)].reshape(bottom - top + 1, right - left + 1) >= 0)

    def _seen(
        self, world: Any, history: WorldHistory, view: PinholeView, box: PixelRange, links: range | None
    ) -> list[Any]:
        """What `_SEEN` names of a box's pixels, in buffers that the next call uses again."""
        seen = [self._scratch.array(name, pixels_of(box), dtype) for name, dtype in _SEEN.items()]
        self._draw(
            world, device_camera(view, "cpu"), _window(box), self._placed(world, history, view, box, links), seen
        )
        return seen

    def glimpses(
        self, world: Any, history: WorldHistory, view: PinholeView, offsets_px: NDArray[np.float64]
    ) -> tuple[Any, Any, Any]:
        """Inverse depth, link and face (S * pixels,) of rays beside all pixel centres by offsets_px (S, 2)."""
        box = whole(view)
        pixels = view.size_px[0] * view.size_px[1]
        layers = [
            self._scratch.array(f"glimpsed_{name}", len(offsets_px) * pixels, dtype) for name, dtype in _SEEN.items()
        ]
        batch = self._placed(world, history, view, _widened(box), None)
        for k, offset in enumerate(offsets_px):
            camera = device_camera(shifted(view, offset), "cpu")
            seen = [layer[k * pixels : (k + 1) * pixels] for layer in layers]
            self._draw(world, camera, _window(box), batch, seen)
        return layers[0], layers[1], layers[2]

    def _draw(self, world: Any, camera: Any, window: Any, batch: Any, seen: list[Any]) -> None:
        """The nearest faces of the window's pixels."""
        chunks = batch.link.shape[0]
        listed = Listed()
        for name in ("count", "chunk_rows"):
            setattr(listed, name, self._scratch.array(name, chunks, wp.int32))
        for name in ("face", "rows", "columns"):
            setattr(listed, name, self._scratch.array(f"listed_{name}", chunks * _CHUNK, wp.int32))
        self._launcher.launch_each(raster_setup.list_faces, chunks, [world, camera, window, batch], [listed])
        bands = -(-(window.bottom - window.top + 1) // _BAND_ROWS)
        self._launcher.launch_each(raster.draw_rows, bands, [world, camera, window, batch, listed, _BAND_ROWS], seen)

    def _placed(
        self, world: Any, history: WorldHistory, view: PinholeView, box: PixelRange, links: range | None
    ) -> Any:
        """The faces of what a box of pixels may show, placed before the camera."""
        rotation, translation = _links_to_camera(history, view)
        some = slice(None) if links is None else slice(links.start, links.stop)
        chosen = np.zeros(len(self._bounds_m), dtype=np.bool_)
        chosen[some] = _in_frustum(self._bounds_m[some], rotation[some], translation[some], view, box)
        vertices, faces = self._vertex_chunks.among(chosen), self._face_chunks.among(chosen)
        place = np.cumsum(np.where(chosen, self._vertices, 0)) - np.where(chosen, self._vertices, 0)
        vertex = self._scratch.array("vertex", int(self._vertices[chosen].sum()), wp.vec3)
        inputs = [
            world,
            _ints(vertices.link),
            _ints(vertices.first),
            _ints(vertices.count),
            _ints(place[vertices.link] + vertices.first),
            wp.array(rotation.astype(np.float32), dtype=wp.mat33, device="cpu"),
            wp.array(translation.astype(np.float32), dtype=wp.vec3, device="cpu"),
        ]
        self._launcher.launch_each(raster_setup.place_vertices, len(vertices.link), inputs, [vertex])
        batch = Batch()
        batch.link = _ints(faces.link)
        batch.face_first = _ints(faces.first)
        batch.face_count = _ints(faces.count)
        batch.list_first = _ints(_CHUNK * np.arange(len(faces.link)))
        batch.vertex_first = _ints(place[faces.link])
        batch.vertex = vertex
        return batch


class _Scratch:
    """Named buffers that are allocated again only to grow."""

    def __init__(self) -> None:
        self._buffers: dict[str, Any] = {}

    def array(self, name: str, size: int, dtype: Any) -> Any:
        """A buffer of at least that size; what it holds is undefined."""
        known = self._buffers.get(name)
        if known is None or known.shape[0] < size:
            known = wp.empty(max(size, 1), dtype=dtype, device="cpu")
            self._buffers[name] = known
        return known


def _ints(values: NDArray[Any]) -> Any:
    return wp.array(values.astype(np.int32), dtype=wp.int32, device="cpu")


def _widened(box: PixelRange) -> PixelRange:
    """A pixel more on every side."""
    left, top, right, bottom = box
    return left - 1, top - 1, right + 1, bottom + 1


def _window(box: PixelRange) -> Any:
    window = Window()
    window.left, window.top, window.right, window.bottom = box
    return window


def _links_to_camera(history: WorldHistory, view: PinholeView) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rotations (L, 3, 3) and translations (L, 3) from link frames to the camera's; in float64, to keep digits."""
    poses = history.links_at(view.t_s)
    turn = view.T_world_camera.rotation().T
    translation = (poses.position_m - np.asarray(view.T_world_camera.translation_m)) @ turn.T
    return turn @ rotation_of(poses.rotation_xyzw), translation


def _in_frustum(
    bounds_m: NDArray[np.float64],
    rotation: NDArray[np.float64],
    translation: NDArray[np.float64],
    view: PinholeView,
    box: PixelRange,
) -> NDArray[np.bool_]:
    """(L,) whether a link's local box (L, 2, 3) is not wholly on the outer side of one plane of the pixels' pyramid."""
    fx, fy, cx, cy = view.K
    left, top, right, bottom = box
    size = bounds_m[:, 1] - bounds_m[:, 0]
    corners = bounds_m[:, None, 0] + _CORNERS[None] * size[:, None]
    x, y, z = np.moveaxis(np.einsum("lij,lkj->lki", rotation, corners) + translation[:, None], -1, 0)
    low_x, high_x = (left - 0.5 - cx) / fx, (right + 0.5 - cx) / fx
    low_y, high_y = (top - 0.5 - cy) / fy, (bottom + 0.5 - cy) / fy
    outside = (z < 0, x < low_x * z, x > high_x * z, y < low_y * z, y > high_y * z)
    return np.asarray(~np.any([side.all(axis=1) for side in outside], axis=0))

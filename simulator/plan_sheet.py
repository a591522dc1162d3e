"""A small drawing board for plans: metres to pixels, translucent areas, text; drawn twice as large and scaled down."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from simulator.readings.camera import UInt8

Float64 = NDArray[np.float64]

OVER = 2
"""Lines and text are drawn so many times as large: PIL's polygons have hard edges."""
WHITE = "#ffffff"


@functools.cache
def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A rectangle of a board, pixels, that shows metres: centre_m (x to the right, y up) is in its middle."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int
    centre_m: tuple[float, float] = (0.0, 0.0)
    px_per_m: float = 1.0

    def px(self, points_m: Float64) -> Float64:
        """(..., 2) metres as pixels of the board."""
        x = self.left_px + 0.5 * self.width_px + (points_m[..., 0] - self.centre_m[0]) * self.px_per_m
        y = self.top_px + 0.5 * self.height_px - (points_m[..., 1] - self.centre_m[1]) * self.px_per_m
        return np.stack([x, y], axis=-1)

    @property
    def edges_px(self) -> tuple[int, int, int, int]:
        """left, top, right, bottom."""
        return self.left_px, self.top_px, self.left_px + self.width_px, self.top_px + self.height_px


class Board:
    """A white sheet of width x height pixels that is drawn on."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._size = width_px, height_px
        self._image = Image.new("RGB", (OVER * width_px, OVER * height_px), WHITE)
        self._draw = ImageDraw.Draw(self._image)

    def picture(self) -> UInt8:
        """(H, W, 3)."""
        picture: UInt8 = np.asarray(self._image.resize(self._size, Image.Resampling.LANCZOS))
        return picture

    def area(self, panel: Panel, points_m: Float64, colour: str, opacity: float) -> None:
        """A translucent polygon (N, 2), cut to the panel."""
        left, top, right, bottom = (OVER * edge for edge in panel.edges_px)
        mask = Image.new("L", (right - left, bottom - top), 0)
        inside = panel.px(points_m) * OVER - (left, top)
        ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in inside], fill=round(255 * opacity))
        self._image.paste(ImageColor.getrgb(colour), (left, top), mask)

    def outline(self, panel: Panel, points_m: Float64, colour: str, width_px: float, dash_px: float = 0.0) -> None:
        """A line through (N, 2), cut to the panel; dashed for a dash above 0."""
        at = panel.px(points_m)
        left, top, right, bottom = panel.edges_px
        inside = (at[:, 0] >= left) & (at[:, 0] <= right) & (at[:, 1] >= top) & (at[:, 1] <= bottom)
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(at, axis=0), axis=1))])
        for k in range(len(at) - 1):
            gap = dash_px > 0.0 and along[k] % (1.6 * dash_px) > dash_px
            if inside[k] and inside[k + 1] and not gap:
                self._line(at[k], at[k + 1], colour, width_px)

    def line(self, from_px: Float64, to_px: Float64, colour: str, width_px: float = 1.0) -> None:
        """A straight line between pixels of the board."""
        self._line(from_px, to_px, colour, width_px)

    def dot(self, at_px: Float64, radius_px: float, colour: str) -> None:
        """A disc with a white rim."""
        x, y = at_px * OVER
        for radius, fill in ((radius_px + 1.5, WHITE), (radius_px, colour)):
            r = radius * OVER
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def text(self, at_px: Float64, text: str, size_px: int, colour: str, anchor: str = "lm") -> None:
        """Text; anchor as PIL has it: l, m or r and t, m or b."""
        self._draw.text(
            (at_px[0] * OVER, at_px[1] * OVER), text, fill=colour, font=_font(size_px * OVER), anchor=anchor
        )

    def label(self, at_px: Float64, text: str, size_px: int, colour: str) -> None:
        """Text in the middle of a white patch."""
        width, half = self.width_px(text, size_px), 0.68 * size_px
        x, y = at_px
        box = (x - 0.5 * width - 3, y - half, x + 0.5 * width + 3, y + half)
        self._draw.rounded_rectangle([edge * OVER for edge in box], 4 * OVER, fill=WHITE)
        self.text(at_px, text, size_px, colour, "mm")

    def width_px(self, text: str, size_px: int) -> float:
        """How wide a text is."""
        return float(self._draw.textlength(text, font=_font(size_px * OVER))) / OVER

    def frame(self, panel: Panel, colour: str) -> None:
        """The panel's edges; what sticks out of it stays."""
        self._draw.rectangle([OVER * edge for edge in panel.edges_px], outline=colour, width=OVER)

    def paste(self, panel: Panel, picture: UInt8, edges_m: tuple[float, float, float, float]) -> None:
        """A picture (H, W, 4) between metres left, right, bottom, top."""
        left, right, bottom, top = edges_m
        x0, y0 = panel.px(np.array([left, top])) * OVER
        x1, y1 = panel.px(np.array([right, bottom])) * OVER
        size = round(float(x1 - x0)), round(float(y1 - y0))
        drawn = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS)
        self._image.paste(drawn, (round(float(x0)), round(float(y0))), drawn)

    def _line(self, start: Float64, end: Float64, colour: str, width_px: float) -> None:
        ends = (*(float(v) * OVER for v in start), *(float(v) * OVER for v in end))
        self._draw.line(ends, fill=colour, width=max(1, round(width_px * OVER)))

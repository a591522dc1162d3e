"""Lines that are followed exactly: polylines, clothoids, clothoid splines and NURBS (OpenSCENARIO 1.3, Shape)."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.storyboard.positions import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Vertex:
    """A corner of a polyline. time_s: when it is passed, where the trajectory is timed."""

    position: Position
    time_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polyline:
    """Straight pieces between vertices; headings turn at them."""

    vertices: tuple[Vertex, ...]

    def __post_init__(self) -> None:
        if len(self.vertices) < 2:
            raise ValueError(f"a polyline needs at least two vertices, got {len(self.vertices)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothoidSegment:
    """From curvature to curvature (1/m, left positive), linear over the length. start: None: where the one before ends.

    start_s, stop_s: when its ends are passed, where the trajectory is timed.
    """

    curvature_start_1pm: float
    curvature_end_1pm: float
    length_m: float
    start: Position | None = None
    h_offset_rad: float = 0.0
    start_s: float | None = None
    stop_s: float | None = None

    def __post_init__(self) -> None:
        if self.length_m <= 0.0:
            raise ValueError(f"a clothoid's length_m must be positive, got {self.length_m}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothoidSpline:
    """Clothoid segments one after the other; a single one is a clothoid."""

    segments: tuple[ClothoidSegment, ...]

    def __post_init__(self) -> None:
        if not self.segments or self.segments[0].start is None:
            raise ValueError("a clothoid spline needs segments, the first of which says where it starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPoint:
    """A control point of a NURBS. time_s: when it is passed, where the trajectory is timed."""

    position: Position
    weight: float = 1.0
    time_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nurbs:
    """A non-uniform rational B-spline of an order (degree + 1)."""

    order: int
    points: tuple[ControlPoint, ...]
    knots: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.order < 2 or len(self.points) < self.order:
            raise ValueError(f"a NURBS of order {self.order} needs at least as many control points, and order >= 2")
        if len(self.knots) != len(self.points) + self.order:
            raise ValueError(
                f"a NURBS needs control points + order = {len(self.points) + self.order} knots, got {len(self.knots)}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """A named line. closed: it returns to its start."""

    name: str
    shape: Polyline | ClothoidSpline | Nurbs
    closed: bool = False

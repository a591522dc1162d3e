"""Trajectories from XML: polylines, clothoids, clothoid splines, NURBS."""

from __future__ import annotations

from dataclasses import replace

from scenes.openscenario.context import Context
from scenes.openscenario.node import Node
from scenes.openscenario.positions import read_position
from scenes.storyboard.positions import RelativeObjectPosition
from scenes.storyboard.trajectories import (
    ClothoidSegment,
    ClothoidSpline,
    ControlPoint,
    Nurbs,
    Polyline,
    Trajectory,
    Vertex,
)


def read_trajectory(context: Context, node: Node, actor: str = "") -> Trajectory:
    """A <Trajectory>. actor: at whom a clothoid spline begins that says no start; empty: nobody.

    Raises InputFileError for a shape that is none.
    """
    shape = node.only("Shape").one_of("Polyline", "Clothoid", "ClothoidSpline", "Nurbs")
    try:
        made = _shape(context, shape, actor)
    except ValueError as fault:
        raise shape.fault(str(fault)) from None
    return Trajectory(name=node.label(), shape=made, closed=node.truth("closed", "false"))


def untimed(trajectory: Trajectory) -> Trajectory:
    """The line alone: without a time reference its times mean nothing, and need not even grow."""
    shape = trajectory.shape
    if isinstance(shape, Polyline):
        return replace(trajectory, shape=Polyline(vertices=tuple(replace(v, time_s=None) for v in shape.vertices)))
    if isinstance(shape, Nurbs):
        return replace(trajectory, shape=replace(shape, points=tuple(replace(p, time_s=None) for p in shape.points)))
    segments = tuple(replace(segment, start_s=None, stop_s=None) for segment in shape.segments)
    return replace(trajectory, shape=ClothoidSpline(segments=segments))


def _shape(context: Context, shape: Node, actor: str) -> Polyline | ClothoidSpline | Nurbs:
    if shape.tag == "Polyline":
        return Polyline(vertices=tuple(_vertex(context, node) for node in shape.every("Vertex")))
    if shape.tag == "Nurbs":
        return Nurbs(
            order=shape.integer("order"),
            points=tuple(_control_point(context, node) for node in shape.every("ControlPoint")),
            knots=tuple(node.number("value") for node in shape.every("Knot")),
        )
    if shape.tag == "Clothoid":
        return ClothoidSpline(segments=(_clothoid(context, shape),))
    segments = [_segment(context, node) for node in shape.every("ClothoidSplineSegment")]
    if segments and segments[0].start is None and actor:
        here = RelativeObjectPosition(entity=actor, dx_m=0.0, dy_m=0.0)
        segments[0] = replace(segments[0], start=here)
    return ClothoidSpline(segments=tuple(segments))


def _vertex(context: Context, node: Node) -> Vertex:
    return Vertex(position=read_position(context, node.only("Position")), time_s=node.optional("time"))


def _control_point(context: Context, node: Node) -> ControlPoint:
    return ControlPoint(
        position=read_position(context, node.only("Position")),
        weight=node.number("weight", 1.0),
        time_s=node.optional("time"),
    )


def _clothoid(context: Context, node: Node) -> ClothoidSegment:
    """Curvature at the start and its change per metre; curvatureDot is what 1.0 calls curvaturePrime."""
    rate = node.number("curvaturePrime" if node.has("curvaturePrime") else "curvatureDot")
    start, length = node.number("curvature"), node.number("length")
    return ClothoidSegment(
        curvature_start_1pm=start,
        curvature_end_1pm=start + rate * length,
        length_m=length,
        start=read_position(context, node.only("Position")),
        start_s=node.optional("startTime"),
        stop_s=node.optional("stopTime"),
    )


def _segment(context: Context, node: Node) -> ClothoidSegment:
    start = node.maybe("PositionStart")
    return ClothoidSegment(
        curvature_start_1pm=node.number("curvatureStart"),
        curvature_end_1pm=node.number("curvatureEnd"),
        length_m=node.number("length"),
        start=None if start is None else read_position(context, start),
        h_offset_rad=node.number("hOffset", 0.0),
        start_s=node.optional("timeStart"),
        stop_s=node.optional("timeEnd"),
    )

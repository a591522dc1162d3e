"""Controllers of traffic signals from XML."""

from __future__ import annotations

from scenes.openscenario.node import Node
from scenes.storyboard.stories import SignalController, SignalPhase


def read_signals(scenario: Node) -> tuple[SignalController, ...]:
    """The <TrafficSignalController>s of the road network."""
    block = scenario.only("RoadNetwork").maybe("TrafficSignals")
    return () if block is None else tuple(_controller(node) for node in block.every("TrafficSignalController"))


def _controller(node: Node) -> SignalController:
    return SignalController(
        name=node.text("name"),
        phases=tuple(_phase(phase) for phase in node.every("Phase")),
        delay_s=node.least("delay", 0.0, 0.0),
        reference=node.text("reference") if node.has("reference") else None,
    )


def _phase(node: Node) -> SignalPhase:
    group = node.maybe("TrafficSignalGroupState")
    if group is not None:
        raise group.unsupported("states of whole groups of signals; give <TrafficSignalState>s")
    return SignalPhase(
        name=node.text("name"),
        duration_s=node.least("duration", 0.0),
        states=tuple((s.text("trafficSignalId"), s.text("state")) for s in node.every("TrafficSignalState")),
    )

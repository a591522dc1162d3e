"""Small scenario files for tests, written where a test wants them."""

from __future__ import annotations

from pathlib import Path

HEADER = '<FileHeader revMajor="1" revMinor="{minor}" date="2026-01-01T00:00:00" author="t" description="d"/>'
ROAD = """<OpenDRIVE><header revMajor="1" revMinor="6"/><road name="" length="1000" id="1" junction="-1">
<planView><geometry s="0" x="0" y="0" hdg="0" length="1000"><line/></geometry></planView><lanes><laneSection s="0">
<left><lane id="1" type="driving"><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane></left>
<center><lane id="0" type="none"/></center>
<right><lane id="-1" type="driving"><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane></right>
</laneSection></lanes></road></OpenDRIVE>"""
CAR = """<Vehicle name="{entry}" vehicleCategory="{category}"><BoundingBox><Center x="1.4" y="0" z="0.75"/>
<Dimensions length="4.6" width="1.8" height="1.5"/></BoundingBox>
<Performance maxSpeed="70" maxAcceleration="5" maxDeceleration="10"/><Axles>
<FrontAxle maxSteering="0.5" wheelDiameter="0.65" trackWidth="1.6" positionX="2.7" positionZ="0.32"/>
<RearAxle maxSteering="0" wheelDiameter="0.65" trackWidth="1.6" positionX="0" positionZ="0.32"/></Axles></Vehicle>"""


def car(name: str, entry: str = "car_white", category: str = "car") -> str:
    """A vehicle among the entities."""
    return f'<ScenarioObject name="{name}">{CAR.format(entry=entry, category=category)}</ScenarioObject>'


def placed(name: str, s_m: float, lane: int = -1, more: str = "") -> str:
    """An entity's actions of <Init>: on a lane, and more."""
    position = f'<Position><LanePosition roadId="1" laneId="{lane}" s="{s_m}"/></Position>'
    teleport = f"<PrivateAction><TeleportAction>{position}</TeleportAction></PrivateAction>"
    return f'<Private entityRef="{name}">{teleport}{more}</Private>'


def event(action: str, condition: str = "", name: str = "event") -> str:
    """An event of one action; a condition by value or entity, or none."""
    trigger = (
        f'<StartTrigger><ConditionGroup><Condition name="c" delay="0" conditionEdge="none">{condition}</Condition>'
        "</ConditionGroup></StartTrigger>"
        if condition
        else ""
    )
    return f'<Event name="{name}" priority="parallel"><Action name="action">{action}</Action>{trigger}</Event>'


def story(*events: str, actor: str = "Ego") -> str:
    """A story of one maneuver."""
    return (
        f'<Story name="story"><Act name="act"><ManeuverGroup name="group" maximumExecutionCount="1">'
        f'<Actors selectTriggeringEntities="false"><EntityRef entityRef="{actor}"/></Actors>'
        f'<Maneuver name="maneuver">{"".join(events)}</Maneuver></ManeuverGroup></Act></Story>'
    )


def document(
    *,
    parameters: str = "",
    catalogs: str = "<CatalogLocations/>",
    road: str = '<LogicFile filepath="road.xodr"/>',
    entities: str = "",
    init: str = "",
    stories: str = "",
    minor: int = 3,
) -> str:
    """A scenario: by default the ego on a straight road."""
    return (
        f"<OpenSCENARIO>{HEADER.format(minor=minor)}\n<ParameterDeclarations>{parameters}</ParameterDeclarations>\n"
        f"{catalogs}<RoadNetwork>{road}</RoadNetwork>\n<Entities>{entities or car('Ego')}</Entities>\n"
        f"<Storyboard><Init><Actions>{init or placed('Ego', 10.0)}</Actions></Init>{stories}</Storyboard>"
        "</OpenSCENARIO>"
    )


def parameter(name: str, value: str, kind: str = "double", inside: str = "") -> str:
    """A declaration."""
    return f'<ParameterDeclaration name="{name}" parameterType="{kind}" value="{value}">{inside}</ParameterDeclaration>'


def at_least(bound: str) -> str:
    """A constraint."""
    return f'<ConstraintGroup><ValueConstraint rule="greaterOrEqual" value="{bound}"/></ConstraintGroup>'


def write(folder: Path, text: str, name: str = "test.xosc") -> Path:
    """The file, a straight road beside it."""
    (folder / "road.xodr").write_text(ROAD)
    path = folder / name
    path.write_text(text)
    return path

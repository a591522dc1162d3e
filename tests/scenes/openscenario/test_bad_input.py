"""Faults of scenario files name the file, the line, the element and what is wrong; nothing is followed or skipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from written import HEADER, at_least, car, document, event, parameter, placed, story, write

from scenes.errors import InputFileError, SceneError, UnknownName
from scenes.openscenario.journal import UnsupportedElement
from scenes.openscenario.parameters import ConstraintViolated
from scenes.openscenario.reader import read_openscenario
from scenes.openscenario.scene import Staging, bare_scene
from scenes.openscenario.survey import survey
from scenes.rig import Rig

SPEED = (
    "<PrivateAction><LongitudinalAction><SpeedAction>"
    '<SpeedActionDynamics dynamicsShape="step" dynamicsDimension="time" value="0"/>'
    '<SpeedActionTarget><AbsoluteTargetSpeed value="{}"/></SpeedActionTarget>'
    "</SpeedAction></LongitudinalAction></PrivateAction>"
)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def fault_of(path: Path) -> str:
    with pytest.raises(InputFileError) as told:
        read_openscenario(path)
    return str(told.value)


@pytest.mark.parametrize(
    ("parameters", "speed", "told"),
    [
        ("", "$gone", r"value='\$gone': undefined parameter \$gone"),
        (parameter("EgoSpeed", "3"), "$EgoSped", r"Did you mean \$EgoSpeed\?"),
        ("", "${1 / 0}", "division by zero"),
        (parameter("a", "${$b + 1}") + parameter("b", "$a"), "$a", "cyclic reference: a -> b -> a"),
        (parameter("a", "$a"), "$a", "cyclic reference: a -> a"),
        (parameter("text", "quick", "string"), "${$text * 2}", r"\$text is 'quick', which is not a number"),
        ("", "fast", "value='fast' is not a number"),
        (parameter("a", "1.5", "integer"), "$a", "value=1.5 is no integer"),
        (parameter("a", "maybe", "boolean"), "$a", "neither true nor false"),
        (parameter("a", "1", "complex"), "$a", "parameterType='complex' is unknown"),
    ],
)
def test_what_is_wrong_with_a_value_is_told_with_its_place(
    tmp_path: Path, parameters: str, speed: str, told: str
) -> None:
    init = placed("Ego", 10.0, more=SPEED.format(speed))
    text = fault_of(write(tmp_path, document(parameters=parameters, init=init)))
    assert re.search(told, text)
    assert re.match(r".*test\.xosc, line \d+: .*(AbsoluteTargetSpeed|ParameterDeclaration)", text)


def test_a_value_outside_its_constraint_says_which(tmp_path: Path) -> None:
    path = write(tmp_path, document(parameters=parameter("a", "3", inside=at_least("5"))))
    with pytest.raises(ConstraintViolated, match="a=3 does not meet its constraint greaterOrEqual 5"):
        read_openscenario(path)
    assert dict(read_openscenario(path, {"a": "6"}).parameters) == {"a": "6"}


def test_any_of_several_constraint_groups_is_enough(tmp_path: Path) -> None:
    either = at_least("5") + at_least("2")
    assert read_openscenario(write(tmp_path, document(parameters=parameter("a", "3", inside=either))))


def test_an_assignment_to_no_parameter_names_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path, document(parameters=parameter("EgoSpeed", "3")))
    with pytest.raises(InputFileError, match=r"no parameter 'EgoSpee' is declared. Did you mean 'EgoSpeed'\?"):
        read_openscenario(path, {"EgoSpee": "4"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<OpenSCENARIO>" + HEADER.format(minor=0).replace('"1"', '"0"', 1).replace('Minor="0"', 'Minor="9"'), "0.9"),
        ("<OpenSCENARIO>" + HEADER.format(minor=0).replace('"1"', '"2"', 1), "OpenSCENARIO 2.0, expected 1.0 to 1.3"),
        ("<OpenSCENARIO>", "<FileHeader> is missing"),
        ("<OpenDRIVE>", "the document is a <OpenDRIVE>, expected <OpenSCENARIO>"),
    ],
)
def test_other_versions_and_documents_are_refused(tmp_path: Path, text: str, told: str) -> None:
    closing = "</OpenDRIVE>" if text.startswith("<OpenDRIVE") else "</OpenSCENARIO>"
    assert told in fault_of(write(tmp_path, text + closing))


def test_document_types_and_with_them_entity_bombs_are_refused_in_scenarios_and_catalogs(tmp_path: Path) -> None:
    assert "document type" in fault_of(write(tmp_path, BOMB + document()))
    (tmp_path / "cars").mkdir()
    (tmp_path / "cars" / "Cars.xosc").write_text(BOMB + document())
    text = fault_of(write(tmp_path, _with_catalog("Cars", "golf")))
    assert "no catalog 'Cars'" in text


def _with_catalog(catalog: str, entry: str, folder: str = "cars") -> str:
    reference = f'<CatalogReference catalogName="{catalog}" entryName="{entry}"/>'
    return document(
        catalogs=f'<CatalogLocations><VehicleCatalog><Directory path="{folder}"/></VehicleCatalog></CatalogLocations>',
        entities=f'<ScenarioObject name="Ego">{reference}</ScenarioObject>',
    )


def _write_catalog(folder: Path, inside: str) -> None:
    (folder / "cars").mkdir(exist_ok=True)
    header = HEADER.format(minor=3)
    (folder / "cars" / "Cars.xosc").write_text(
        f'<OpenSCENARIO>{header}<Catalog name="Cars">{inside}</Catalog></OpenSCENARIO>'
    )


def test_an_unknown_entry_of_a_catalog_names_the_nearest(tmp_path: Path) -> None:
    vehicle = car("x", "golf_2015").partition(">")[2].removesuffix("</ScenarioObject>")
    _write_catalog(tmp_path, vehicle)
    assert read_openscenario(write(tmp_path, _with_catalog("Cars", "golf_2015"))).entities[0].entry == "golf_2015"
    assert "no entry 'golf_2051'. Did you mean 'golf_2015'?" in fault_of(
        write(tmp_path, _with_catalog("Cars", "golf_2051"))
    )
    assert "no catalog 'Car'. Did you mean 'Cars'?" in fault_of(write(tmp_path, _with_catalog("Car", "golf_2015")))


def test_an_entry_of_another_kind_is_told(tmp_path: Path) -> None:
    _write_catalog(tmp_path, '<Route name="way"/>')
    assert "entry 'way' is a <Route>, expected Vehicle" in fault_of(write(tmp_path, _with_catalog("Cars", "way")))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/etc/passwd.xodr", "lies outside"),
        ("../../../../../../../../etc/x.xodr", "lies outside"),
        ("https://host/x.xodr", "is an address"),
        ("road.txt", "does not end in .xodr"),
        ("gone.xodr", "there is no file"),
    ],
)
def test_maps_are_looked_for_in_the_scenarios_folders_alone(tmp_path: Path, path: str, told: str) -> None:
    folder = tmp_path / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    assert told in fault_of(write(folder, document(road=f'<LogicFile filepath="{path}"/>')))


def test_a_link_out_of_the_folders_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.xodr").write_text("secret")
    folder = tmp_path / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    (folder / "link.xodr").symlink_to(tmp_path / "secret.xodr")
    assert "lies outside" in fault_of(write(folder, document(road='<LogicFile filepath="link.xodr"/>')))


def test_unknown_entities_and_elements_name_the_nearest(tmp_path: Path) -> None:
    followed = '<ByEntityCondition><TriggeringEntities triggeringEntitiesRule="any"><EntityRef entityRef="{}"/>'
    asked = followed + '</TriggeringEntities><EntityCondition><StandStillCondition duration="1"/></EntityCondition>'
    text = story(event(SPEED.format(1), asked.format("Egoo") + "</ByEntityCondition>"))
    assert "unknown entity 'Egoo'. Did you mean 'Ego'?" in fault_of(write(tmp_path, document(stories=text)))
    state = '<ByValueCondition><StoryboardElementStateCondition storyboardElementType="event"'
    state += ' storyboardElementRef="evnt" state="completeState"/></ByValueCondition>'
    text = fault_of(write(tmp_path, document(stories=story(event(SPEED.format(1), state)))))
    assert "the storyboard has no such element. Did you mean 'event'?" in text


SWARM = (
    '<GlobalAction><TrafficAction><TrafficSwarmAction radius="3"><CentralObject entityRef="Ego"/></TrafficSwarmAction>'
)
UNSUPPORTED = SWARM + "</TrafficAction></GlobalAction>"


def test_an_unsupported_element_gives_file_element_line_and_why(tmp_path: Path) -> None:
    path = write(tmp_path, document(stories=story(event(UNSUPPORTED))))
    with pytest.raises(UnsupportedElement, match=r"test\.xosc, line \d+: .*TrafficAction: <TrafficAction> is not supp"):
        read_openscenario(path)


def test_an_element_that_nobody_knows_is_not_skipped(tmp_path: Path) -> None:
    strange = document().replace("<Storyboard>", "<Strange/><Storyboard>")
    assert "<Strange> is not supported: nothing here reads it" in fault_of(write(tmp_path, strange))


def test_a_survey_tells_all_faults_at_once_and_reads_the_rest(tmp_path: Path) -> None:
    path = write(tmp_path, document(stories=story(event(UNSUPPORTED), event(SPEED.format("$gone"), name="other"))))
    found = survey(path)
    assert found.told is None
    assert len(found.faults) == 2
    fates = {row.tag: row.fate for row in found.rows}
    assert fates["TrafficAction"] == "not supported"
    assert fates["TeleportAction"] == "read"


def _staged(path: Path, ego: str = "") -> None:
    bare_scene(read_openscenario(path), Staging(rig=Rig(name="none", mounts=()), frames=10, fps=10.0, ego=ego), 0)


def test_roads_lanes_and_egos_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"'Ego': road '1' has no lane -4 at s = 10 m; there are -1, 1"):
        _staged(write(tmp_path, document(init=placed("Ego", 10.0, lane=-4))))
    with pytest.raises(UnknownName, match=r"unknown entity 'Eg'. Did you mean 'Ego'\?"):
        _staged(write(tmp_path, document()), ego="Eg")
    with pytest.raises(InputFileError, match="'Other' is placed nowhere"):
        _staged(write(tmp_path, document(entities=car("Ego") + car("Other"))))
    with pytest.raises(InputFileError, match="names no map"):
        _staged(write(tmp_path, document(road="")))

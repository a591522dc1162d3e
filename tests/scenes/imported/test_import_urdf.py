"""Robot descriptions: links become parts that stand and turn as PyBullet says; shipped manifests of PyBullet's data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh
from imported_folder import asset_from
from numpy.typing import NDArray

from scenes.asset import Asset, asset_of
from scenes.catalogue import Catalogue
from scenes.errors import ConfigError, InputFileError
from scenes.imported.asset import entry_of
from scenes.imported.places import located, shipped
from scenes.pose import Body, Part, Pose

TROLLEY = """<?xml version="0.0" ?>
<robot name="trolley">
  <link name="tray">
    <inertial><origin xyz="0.1 0 0" rpy="0.5 0 0"/><mass value="3"/>
      <inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0" izz="1"/></inertial>
    <visual><origin xyz="0 0 0.5"/><geometry><box size="1.0 0.6 0.1"/></geometry>
      <material name="blue"><color rgba="0 0 1 1"/></material></visual>
  </link>
  <link name="wheel_left">
    <inertial><origin rpy="0 0.7 0"/><mass value="1"/>
      <inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0" izz="1"/></inertial>
    <visual><geometry><mesh filename="wheel.stl" scale="0.1 0.1 0.1"/></geometry></visual>
  </link>
  <link name="badge"><visual><geometry><sphere radius="0.05"/></geometry></visual></link>
  <link name="mast"><visual><geometry><cylinder radius="0.02" length="0.4"/></geometry></visual></link>
  <joint name="a" type="continuous"><parent link="tray"/><child link="wheel_left"/>
    <origin xyz="0.3 0.35 0.2" rpy="-1.57079632679 0 0"/><axis xyz="0 0 1"/></joint>
  <joint name="b" type="fixed"><parent link="wheel_left"/><child link="badge"/><origin xyz="0 0 0.1"/></joint>
  <joint name="c" type="prismatic"><parent link="tray"/><child link="mast"/><origin xyz="-0.4 0 0.7"/>
    <axis xyz="0 0 1"/><limit lower="0" upper="1" effort="1" velocity="1"/></joint>
</robot>"""


@pytest.fixture
def trolley(tmp_path: Path) -> Asset:
    """A tray with one wheel, whose links have inertial frames that are turned, a trap of PyBullet's conventions."""
    trimesh.creation.cylinder(radius=2.0, height=0.5).export(tmp_path / "wheel.stl")
    (tmp_path / "t.urdf").write_text(TROLLEY)
    return asset_from(
        tmp_path, "t.urdf", **{"class": "object.distractor", "parts": {"wheel*": "wheel"}, "origin": "file"}
    )


def in_body(asset: Asset, part: int) -> NDArray[np.float64]:
    """(N, 3) vertices of a part in the body frame, joints at zero."""
    T: Pose[Body, Part] = Pose()
    chain = []
    index = part
    while index >= 0:
        chain.append(asset.parts[index].T_parent_part)
        index = asset.parts[index].parent
    for step in reversed(chain):
        T = T @ step
    return T.apply(asset.parts[part].mesh.vertices_m.astype(np.float64))


def test_links_that_turn_are_parts_and_the_others_go_with_what_carries_them(trolley: Asset) -> None:
    assert [(part.name, part.parent) for part in trolley.parts] == [("body", -1), ("wheel_left", 0)]
    tray = in_body(trolley, 0)
    np.testing.assert_allclose(tray[:, :2].min(axis=0), (-0.5, -0.3), atol=1e-6)
    assert tray[:, 2].max() == pytest.approx(0.9, abs=1e-6)  # the mast's upper end: 0.7 + 0.4 / 2


def test_a_wheel_stands_where_its_joint_is_and_turns_about_its_axle(trolley: Asset) -> None:
    points = in_body(trolley, 1)
    # radius 2 scaled by a tenth, about (0.3, 0.35, 0.2), the badge on its outer side: 0.1 + radius 0.05
    np.testing.assert_allclose(points.min(axis=0)[[0, 2]], (0.1, 0.0), atol=1e-6)
    np.testing.assert_allclose(points.max(axis=0), (0.5, 0.35 + 0.15, 0.4), atol=1e-6)
    rotation = trolley.parts[1].T_parent_part.rotation()
    np.testing.assert_allclose(rotation @ trolley.parts[1].axis, (0.0, 1.0, 0.0), atol=1e-6)


def test_pybullet_opens_nothing_but_the_description(tmp_path: Path) -> None:
    """Meshes of collision shapes are not needed; those of shapes that are seen are read by us."""
    trimesh.creation.box((1, 1, 1)).export(tmp_path / "seen.stl")
    shape = '<{0}><geometry><mesh filename="{1}" scale="-1 1 2"/></geometry></{0}>'
    both = shape.format("visual", "seen.stl") + shape.format("collision", "not_there.obj")
    (tmp_path / "t.urdf").write_text(f'<robot name="r"><link name="a">{both}</link></robot>')
    asset = asset_from(tmp_path, "t.urdf")
    assert asset.box.height_m == pytest.approx(2.0)
    a, b, c = (asset.parts[0].mesh.vertices_m[asset.parts[0].mesh.faces][:, k] for k in range(3))
    assert np.einsum("ij,ij->", a, np.cross(b, c)) / 6 == pytest.approx(2.0)  # mirrored, and not inside out
    (tmp_path / "t.urdf").write_text((tmp_path / "t.urdf").read_text().replace("-1 1 2", "1 0"))
    with pytest.raises(InputFileError, match="expected three numbers"):
        asset_from(tmp_path, "t.urdf")


def test_colours_come_from_the_description(trolley: Asset) -> None:
    assert dict(trolley.materials)["tray_color"].base_color == (0.0, 0.0, 1.0)


def test_models_whose_licence_stands_beside_them_are_shipped() -> None:
    catalogue = Catalogue(sources=("pybullet",))
    data = located("package:pybullet_data")
    for name, listing in catalogue.imported().items():
        asset = asset_of(catalogue.spec(name))
        assert asset.licence != "none stated", name
        folder = data / next(iter(Path(entry_of(listing.manifest, listing.asset).file).parts))
        assert any(path.name.lower().startswith(("license", "licence")) for path in folder.iterdir()), name
    assert set(catalogue.imported()) == {"functional_bicycle", "robot_arm"}


def test_models_without_a_licence_file_are_listed_apart_and_refused() -> None:
    assert set(shipped()) == {"pybullet", "pybullet_unverified"}
    catalogue = Catalogue(sources=("pybullet_unverified",))
    assert len(catalogue.imported()) > 1000
    with pytest.raises(ConfigError, match=r"random_object_000.licence: is missing"):
        catalogue.spec("random_object_000")
    allowed = Catalogue(sources=("pybullet_unverified",), allow_unlicensed=True)
    assert asset_of(allowed.spec("random_object_000")).triangles > 100

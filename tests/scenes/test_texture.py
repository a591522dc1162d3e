"""Textures as values: files, package resources and painted ones; what is missing is named, never grey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenes.errors import ConfigError, InputFileError, UnknownName
from scenes.json_codec import decode, encode
from scenes.material import Material
from scenes.painted import PAINTED, TWIG_COVER, TWIG_FOOT, TWIG_TIP, WIRE_SHARE, chain_link, twig
from scenes.texture import Texture, image_of


def written(path: Path, mode: str = "RGB", size: tuple[int, int] = (4, 3)) -> Path:
    Image.new(mode, size).save(path)
    return path


def test_materials_with_textures_survive_json() -> None:
    material = Material(
        base_color=(0.5, 0.5, 0.5),
        base_color_texture=Texture(source="painted:twig", digest="ab"),
        normal_texture=Texture(source="package:scenes/x.png", color_space="linear"),
        alpha_cutoff=0.5,
    )

    assert decode(encode(material)) == material


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_8_bit_image_becomes_rgba(tmp_path: Path, mode: str) -> None:
    image = image_of(Texture(source=str(written(tmp_path / "a.png", mode))))

    assert image.pixels.shape == (3, 4, 4)
    assert image.pixels.dtype == np.uint8


def test_a_missing_file_names_itself_and_the_nearest(tmp_path: Path) -> None:
    written(tmp_path / "brick_wall.png")

    with pytest.raises(InputFileError, match=r"brick_wal\.png: texture file not found. Did you mean 'brick_wall.png'"):
        image_of(Texture(source=str(tmp_path / "brick_wal.png")))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="there is no folder"):
        image_of(Texture(source=str(tmp_path / "nowhere" / "a.png")))


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("words")

    with pytest.raises(InputFileError, match="not a readable image"):
        image_of(Texture(source=str(tmp_path / "a.png")))


def test_half_an_image_is_refused(tmp_path: Path) -> None:
    whole = written(tmp_path / "a.png", size=(300, 200)).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(InputFileError, match=r"half\.png: not a readable image"):
        image_of(Texture(source=str(tmp_path / "half.png")))


def test_deep_images_are_refused_rather_than_clipped(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="mode I;16, expected 8-bit"):
        image_of(Texture(source=str(written(tmp_path / "a.png", "I;16"))))


def test_packages_that_are_not_installed_are_named() -> None:
    with pytest.raises(InputFileError, match="not installed: 'no_such_package'"):
        image_of(Texture(source="package:no_such_package/a.png"))


def test_package_resources_are_found() -> None:
    with pytest.raises(InputFileError, match=r"Did you mean 'texture\.py'"):
        image_of(Texture(source="package:scenes/texture.pyy"))


def test_unknown_painted_textures_list_those_that_exist() -> None:
    with pytest.raises(
        UnknownName, match=r"'twigs'. Did you mean 'twig'\? Valid: bare_twig, chain_link, needles, small_leaves, twig"
    ):
        image_of(Texture(source="painted:twigs"))


def test_a_changed_image_is_noticed(tmp_path: Path) -> None:
    path = str(written(tmp_path / "a.png"))
    digest = image_of(Texture(source=path)).digest

    assert image_of(Texture(source=path, digest=digest)).digest == digest
    with pytest.raises(ConfigError, match="expected 1234"):
        image_of(Texture(source=path, digest="1234"))


@pytest.mark.parametrize("name", sorted(PAINTED))
def test_painted_textures_are_the_same_every_time(name: str) -> None:
    assert PAINTED[name]().tobytes() == PAINTED[name]().tobytes()


def test_the_twig_fills_its_trapezium_as_said() -> None:
    opaque = twig()[..., 3] > 0
    v, u = (np.indices(opaque.shape) + 0.5) / len(opaque)
    left = TWIG_TIP[0] + v * (TWIG_FOOT[0] - TWIG_TIP[0])
    within = (u > left) & (u < 1 - left)

    assert opaque[within].mean() == pytest.approx(TWIG_COVER, abs=0.02)
    assert opaque[~within].sum() < 0.02 * opaque.sum()


def test_the_fence_is_as_open_as_its_wires_are_thin() -> None:
    covered = (chain_link()[..., 3] > 0).mean()

    # Two families of lines, sqrt(2) of length a unit of area each, twice: WIRE_SHARE wide; they cross once a diamond.
    assert covered == pytest.approx(2 * np.sqrt(2) * WIRE_SHARE, abs=0.02)

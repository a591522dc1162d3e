"""The store gives back exactly what it was given, and names what is wrong with a damaged one."""

from __future__ import annotations

import dataclasses
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, from_dtype

from exporters.example_frames import example_clip, example_frames, example_measures
from exporters.swerve import SwerveExporter
from exporters.testing import INFO, export_clips
from scenes.environment import Environment
from scenes.errors import InputFileError, OutputError
from scenes.pose import Pose
from simulator.readings.radar import RADAR_POINT
from simulator.store.arrays import ArchiveReader, ArchiveWriter, archive_bytes
from simulator.store.codec import SMALL_BYTES, Decoder, Encoder
from simulator.store.store import Store, read_picture

ROWS = st.sampled_from([(200, 100), (130, 70, 2), (90, 64, 3), (20_000, 4)])


def assert_same(one: Any, other: Any, place: str = "") -> None:
    """Equal in types, values, array bytes and order of mappings; arrays of `other` are read-only."""
    assert type(one) is type(other), place
    if isinstance(one, np.ndarray):
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes()), place
        assert not other.flags.writeable, place
    elif dataclasses.is_dataclass(one) and not isinstance(one, type):
        for entry in dataclasses.fields(one):
            if entry.name != "written":
                assert_same(getattr(one, entry.name), getattr(other, entry.name), f"{place}.{entry.name}")
    elif isinstance(one, dict):
        assert list(one) == list(other), place
        for key in one:
            assert_same(one[key], other[key], f"{place}[{key}]")
    elif isinstance(one, tuple | list):
        assert len(one) == len(other), place
        for index, (item, its) in enumerate(zip(one, other, strict=True)):
            assert_same(item, its, f"{place}[{index}]")
    else:
        assert repr(one) == repr(other), place


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three example clips."""
    root = tmp_path_factory.mktemp("swerve")
    exporter = SwerveExporter()
    published = export_clips(exporter, root, range(3))
    exporter.finalize(root, INFO, published)
    return root


def test_frames_come_back_exactly(store: Path) -> None:
    for number in range(3):
        clip = example_clip(number)
        for frame, stored in zip(example_frames(clip), Store(store).frames(number), strict=True):
            assert_same(frame, stored)


def test_clips_and_measures_come_back_exactly(store: Path) -> None:
    stored = Store(store).clip(2)
    assert_same(example_clip(2), stored.clip)
    assert_same(example_measures(), stored.measures)
    assert stored.frames == len(list(example_frames(example_clip(2))))


def test_twins_without_weather_share_all_but_their_pixels(tmp_path: Path) -> None:
    frame = next(example_frames(example_clip(0)))
    camera = frame.cameras()[0]
    twin = dataclasses.replace(camera, image=np.full_like(camera.image, 9), raw=np.full((96, 256), 3, np.uint16))
    twin.image.flags.writeable = False
    assert twin.raw is not None
    twin.raw.flags.writeable = False
    paired = dataclasses.replace(frame, clean={camera.name: twin})
    exporter = SwerveExporter()
    exporter.open(tmp_path, INFO)
    exporter.begin_clip(example_clip(0))
    exporter.write(paired)
    exporter.end_clip({})
    with zipfile.ZipFile(tmp_path / "clips/000000/frames/000000.npz") as archive:
        assert sum("image_2/depth_m" in name for name in archive.namelist()) == 1
    assert (tmp_path / "clips/000000/image_2_clean/000000.png").exists()


@given(st.data(), ROWS)
def test_any_floats_survive_coded_rows(data: st.DataObject, shape: tuple[int, ...]) -> None:
    values = data.draw(arrays(np.float32, (7,), elements=from_dtype(np.dtype(np.float32))))
    image = np.resize(values, shape).astype(np.float32)
    assert _through_archive(image).tobytes() == image.tobytes()


@given(arrays(np.dtype("u1,u2,f8,?")["f1"], array_shapes(max_dims=3, max_side=9)))
def test_other_arrays_are_kept_as_they_are(array: np.ndarray[Any, Any]) -> None:
    read = _through_archive(array)
    assert (read.dtype, read.shape, read.tobytes()) == (array.dtype, array.shape, array.tobytes())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.lists(inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | inner.map(lambda value: np.array([1.5, 2.5]))
    ),
    max_leaves=20,
)


@given(VALUES)
def test_any_nest_of_values_survives_the_codec(value: Any) -> None:
    kept: dict[str, Any] = {}
    assert_same(value, _decoded(Encoder(lambda place, array: kept.setdefault(place, place)).encode(value)))


def test_dataclasses_classes_and_odd_floats_survive_the_codec() -> None:
    value = (Environment(rain_mmph=3.0), Pose(), float("-inf"), Pose, {3: ("a",)})
    assert_same(value, _decoded(Encoder(lambda place, _: place).encode(value)))


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_structured_arrays_keep_their_fields_in_any_size(count: int) -> None:
    points = np.zeros(count, dtype=RADAR_POINT)
    points["x"] = np.arange(count)
    points.flags.writeable = False
    kept: dict[str, Any] = {}

    def keep(place: str, array: Any) -> str:
        kept[place] = array
        return place

    told = orjson.loads(orjson.dumps(Encoder(keep).encode(points)))
    assert_same(points, Decoder(kept.__getitem__, kept.__getitem__).decode(told))


def test_one_array_in_two_places_is_kept_once() -> None:
    large = np.zeros(SMALL_BYTES + 1, dtype=np.uint8)
    kept: list[str] = []

    def keep(place: str, _: Any) -> str:
        kept.append(place)
        return place

    Encoder(keep).encode({"a": large, "b": (large,)})
    assert kept == ["a"]


def test_what_no_file_can_hold_is_named() -> None:
    with pytest.raises(OutputError, match="/things/3: a set cannot be part of a stored frame"):
        Encoder(lambda place, _: place).encode({"things": {3: {1}}})


def test_large_images_are_read_with_numpy_alone_as_documented(store: Path) -> None:
    frame = next(example_frames(example_clip(0)))
    with np.load(store / "clips/000000/frames/000000.npz") as archive:
        planes = archive["image_2/depth_m.rows"]
    bits = np.ascontiguousarray(np.moveaxis(planes, 0, -1)).view("<u4")[..., 0]
    np.testing.assert_array_equal(np.cumsum(bits, axis=0, dtype="<u4").view("<f4"), frame.cameras()[0].depth_m)


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"is no store \(no store\.json\)"):
        Store(tmp_path)


def test_a_store_of_another_schema_is_refused(store: Path, tmp_path: Path) -> None:
    text = (store / "store.json").read_text().replace('"schema_version": 1', '"schema_version": 9')
    (tmp_path / "store.json").write_text(text)
    with pytest.raises(OutputError, match="reads swerve 1, and the file says swerve 9"):
        Store(tmp_path)


def test_clips_and_frames_that_are_not_there_are_named(store: Path) -> None:
    with pytest.raises(OutputError, match="has no clip 7; its clips: 3, from 0 to 2"):
        Store(store).clip(7)
    with pytest.raises(OutputError, match="clip 1 has frames 0 to 2, got 3"):
        Store(store).frame(1, 3)


@pytest.mark.parametrize("cut", [0, 100, -10, -2000])
def test_a_truncated_archive_is_named(store: Path, tmp_path: Path, cut: int) -> None:
    whole = (store / "clips/000000/frames/000001.npz").read_bytes()
    path = tmp_path / "000001.npz"
    path.write_bytes(whole[:cut])
    with pytest.raises(InputFileError, match=r"000001\.npz"):
        ArchiveReader(path)


def test_an_altered_member_is_named(store: Path, tmp_path: Path) -> None:
    data = bytearray((store / "clips/000000/frames/000001.npz").read_bytes())
    middle = data.index(b"image_2/depth_m.rows.npy") + 4000
    data[middle] ^= 0xFF
    path = tmp_path / "000001.npz"
    path.write_bytes(data)
    with ArchiveReader(path) as archive, pytest.raises(InputFileError, match=r"'image_2/depth_m.*' is damaged"):
        archive.array("image_2/depth_m")


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    with pytest.raises(InputFileError, match=r"a\.png: is no whole picture"):
        read_picture(path)
    with pytest.raises(InputFileError, match=r"b\.png: cannot be read"):
        read_picture(tmp_path / "b.png")


def test_members_can_be_read_by_any_zip_program(store: Path) -> None:
    with zipfile.ZipFile(store / "clips/000002/frames/000002.npz") as archive:
        assert archive.testzip() is None


def test_archives_of_more_members_than_the_first_zip_could_count_are_whole() -> None:
    def fill(archive: ArchiveWriter) -> None:
        for number in range(66_000):
            archive.add(str(number), b"")

    with zipfile.ZipFile(io.BytesIO(archive_bytes(fill))) as archive:
        assert len(archive.namelist()) == 66_000


def test_members_beyond_four_gigabytes_are_found() -> None:
    """Written after a hole of 5 GB, which costs no disk."""
    with tempfile.TemporaryFile() as file:
        archive = ArchiveWriter(file)
        archive.add("before", b"one")
        hole = 5 << 30
        file.seek(hole, io.SEEK_CUR)
        archive._place += hole
        archive.add("behind", b"two" * 1000)
        archive.close()
        with zipfile.ZipFile(file) as whole:
            assert (whole.read("before"), whole.read("behind")) == (b"one", b"two" * 1000)


def _through_archive(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    data = archive_bytes(lambda archive: archive.add_array("a", array))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.npz"
        path.write_bytes(data)
        with ArchiveReader(path) as archive:
            return archive.array("a")


def _decoded(told: Any) -> Any:
    def nothing(name: str) -> Any:
        raise AssertionError(name)

    return Decoder(nothing, nothing).decode(told)

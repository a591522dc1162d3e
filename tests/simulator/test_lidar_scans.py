"""Scan patterns: heads by their manuals, solid-state patterns, a user's own table, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from scenes.errors import ConfigError, InputFileError
from scenes.json_codec import decode, encode
from simulator.sensors.lidar.beam_file import BeamFile
from simulator.sensors.lidar.beam_table import BeamFan, BeamModel, Hdl64Kitti
from simulator.sensors.lidar.blind_sector import BlindSector, hidden_by
from simulator.sensors.lidar.scan import MOST_RINGS, ScanPattern, make_scan
from simulator.sensors.lidar.solid_state import MirrorRaster, PrismRosette
from simulator.sensors.lidar.spinning_heads import HDL32_CYCLE_S, OS1_BEAM_ORIGIN_M, Hdl32, Os1128, Vlp16
from simulator.sensors.lidar.spinning_lidar import SpinningLidar

PATTERNS: tuple[ScanPattern, ...] = (Hdl64Kitti(), Hdl32(), Vlp16(), Os1128(), MirrorRaster(), PrismRosette())


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: type(p).__name__)
def test_every_pattern_points_forward_in_unit_directions_within_a_reading(pattern: ScanPattern) -> None:
    scan = pattern.scan(10.0, 0.3)
    np.testing.assert_allclose(np.linalg.norm(scan.direction, axis=1), 1.0, atol=1e-6)
    assert np.abs(scan.offset_s).max() <= 0.0501
    assert scan.moment.max() == len(scan.offset_s) - 1
    assert not scan.direction.flags.writeable
    assert (scan.direction[:, 0] > 0.9).any()


@pytest.mark.parametrize(
    ("model", "beams", "top_deg", "bottom_deg", "firings"),
    [
        (Hdl32(), 32, 10.667, -30.667, 1085),
        (Vlp16(), 16, 15.0, -15.0, 1808),
        (Os1128(), 128, 22.5, -22.5, 1024),
    ],
)
def test_heads_have_their_manuals_beams(
    model: BeamModel, beams: int, top_deg: float, bottom_deg: float, firings: int
) -> None:
    table = model.table()
    assert (table.beams, table.firings) == (beams, firings)
    assert np.degrees(table.elevation_rad[[0, -1]]) == pytest.approx((top_deg, bottom_deg), abs=1e-3)


def test_lasers_of_a_velodyne_fire_one_after_the_other_while_the_head_turns_on() -> None:
    table = Hdl32().table()
    assert len(np.unique(table.delay_s)) == 32
    assert table.delay_s.max() < HDL32_CYCLE_S
    np.testing.assert_allclose(table.azimuth_rad, table.delay_s * 20.0 * 2 * math.pi)
    # The lowest laser is the first, and the next one is the lowest of the upper half.
    assert np.argsort(table.delay_s)[:2].tolist() == [31, 15]


def test_measured_steps_of_the_hdl64_are_six_full_ones_and_a_half() -> None:
    step = np.degrees(np.diff(Hdl64Kitti().table().turn_rad))
    assert np.median(step) == pytest.approx(0.1797)
    assert (step < 0.1).mean() == pytest.approx(1 / 7, abs=1e-3)
    assert step.mean() == pytest.approx(0.1668, abs=2e-4)


def test_beams_of_an_ouster_leave_a_circle_in_four_directions() -> None:
    scan = Os1128().scan(10.0, 0.0)
    np.testing.assert_allclose(np.hypot(*scan.origin_m[:, :2].T), OS1_BEAM_ORIGIN_M, atol=1e-6)
    first = scan.direction[::1024]
    assert len(np.unique(np.round(np.degrees(np.arctan2(first[:, 1], first[:, 0])), 2))) == 4


def test_a_raster_runs_line_by_line_within_its_view() -> None:
    scan = MirrorRaster(lines=10, points=50, view_width_rad=1.0, view_height_rad=0.2).scan(10.0, 0.0)
    azimuth = np.arctan2(scan.direction[:, 1], scan.direction[:, 0]).reshape(10, 50)
    elevation = np.arcsin(scan.direction[:, 2]).reshape(10, 50)
    assert np.abs(azimuth).max() <= 0.5
    assert elevation[:, 0] == pytest.approx(np.linspace(0.1, -0.1, 10), abs=1e-6)
    assert (np.diff(azimuth[0]) < 0).all()
    assert (np.diff(azimuth[1]) > 0).all()
    assert (np.diff(scan.offset_s[scan.moment]) > 0).all()


def test_a_rosette_goes_on_from_reading_to_reading() -> None:
    """The prisms' angles depend on clip time alone: the end of one reading is the start of the next."""
    rosette = PrismRosette(beams=1, points=1000)
    now, later = rosette.scan(10.0, 0.0), rosette.scan(10.0, 0.1)
    assert not np.allclose(now.direction, later.direction, atol=1e-2)
    step = np.linalg.norm(np.diff(now.direction, axis=0), axis=1).max()
    assert np.linalg.norm(later.direction[0] - now.direction[-1]) <= 1.01 * step


def test_a_users_table_is_read_from_csv_and_from_yaml(tmp_path: Path) -> None:
    table = tmp_path / "beams.csv"
    table.write_text("elevation_deg,azimuth_deg,delay_us,origin_z_m\n2.0,1.0,5,0.1\n-3.5,-1.0,10,0.05\n")
    same = tmp_path / "beams.yaml"
    same.write_text(
        "beams:\n"
        "  - {elevation_deg: 2.0, azimuth_deg: 1.0, delay_us: 5, origin_z_m: 0.1}\n"
        "  - {elevation_deg: -3.5, azimuth_deg: -1.0, delay_us: 10, origin_z_m: 0.05}\n"
    )
    for file in (table, same):
        read = BeamFile(file=str(file), firings=360).table()
        assert np.degrees(read.elevation_rad) == pytest.approx((2.0, -3.5))
        assert read.delay_s == pytest.approx((5e-6, 1e-5))
        assert read.origin_m[:, 2] == pytest.approx((0.1, 0.05))
        assert read.firings == 360


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("elevation_deg\n95.0\n", r"line 2: beam 0 has elevation_deg 95, allowed -90 to 90"),
        ("elevation_deg,azimut_deg\n1.0,2.0\n", r"unknown column 'azimut_deg'. Did you mean 'azimuth_deg'"),
        ("azimuth_deg\n1.0\n", r"lacks the column 'elevation_deg'"),
        ("elevation_deg\nup\n", r"line 2: 'elevation_deg' must be a number, got 'up'"),
        ("elevation_deg\nnan\n", r"line 2: 'elevation_deg' must be finite"),
        ("elevation_deg\n", r"has 0 beams"),
    ],
)
def test_a_malformed_table_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "beams.csv"
    file.write_text(text)
    with pytest.raises(InputFileError, match=message):
        BeamFile(file=str(file))


def test_a_rewritten_table_is_another_one_and_no_record_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "beams.csv"
    file.write_text("elevation_deg\n2.0\n")
    first = BeamFile(file=str(file), firings=8)
    assert len(first.scan(10.0, 0.0)) == 8
    recorded = encode(first)
    file.write_text("elevation_deg\n2.0\n-3.0\n")
    assert len(BeamFile(file=str(file), firings=8).scan(10.0, 0.0)) == 16
    with pytest.raises(InputFileError, match=r"beams\.csv: has the digest \w+, expected \w+: it was changed"):
        decode(recorded)


def test_a_missing_table_is_named() -> None:
    with pytest.raises(InputFileError, match=r"nowhere\.csv: is no file"):
        BeamFile(file="nowhere.csv")


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (BeamFan, {"count": 4, "top_rad": 1.7, "bottom_rad": 0.0, "firings": 10}, "pi/2"),
        (BeamFan, {"count": 300, "top_rad": 0.1, "bottom_rad": 0.0, "firings": 10}, "256"),
        (MirrorRaster, {"view_height_rad": 3.5}, r"\+-90 degrees"),
        (MirrorRaster, {"lines": 300}, "256"),
        (PrismRosette, {"deflection_rad": 0.9}, "90"),
        (Os1128, {"columns": 1000}, "512, 1024, 2048"),
        (BlindSector, {"from_deg": 0.0, "to_deg": 1.0, "below_deg": -91.0}, "below_deg"),
    ],
)
def test_impossible_patterns_are_refused(kind: type, arguments: dict[str, float], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        kind(**arguments)


def test_a_head_of_another_rate_than_its_sensor_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"beams\.rate_hz: got 20, but the sensor's rate_hz is 10"):
        SpinningLidar(beams=Hdl32())
    assert SpinningLidar(beams=Hdl32(), rate_hz=20.0).scan(0.0).row == 1085


def test_a_head_beyond_its_rates_and_a_beam_over_the_pole_are_refused() -> None:
    with pytest.raises(ConfigError, match="5 to 20"):
        Hdl32(rate_hz=50.0).table()
    one = np.zeros(1)
    with pytest.raises(ConfigError, match=r"beam 0 points at an elevation of 91\.00 degrees"):
        make_scan(
            elevation_rad=np.radians([91.0]),
            azimuth_rad=one,
            origin_m=np.zeros((1, 3)),
            ring=np.zeros(1, dtype=int),
            offset_s=one,
        )
    with pytest.raises(ConfigError, match="rings"):
        make_scan(
            elevation_rad=one,
            azimuth_rad=one,
            origin_m=np.zeros((1, 3)),
            ring=np.array([MOST_RINGS]),
            offset_s=one,
        )


def test_a_blind_sector_hides_low_pulses_between_its_azimuths_also_across_the_rear() -> None:
    scan = BeamFan(count=2, top_rad=0.0, bottom_rad=-0.4, firings=360).scan(10.0, 0.0)
    hidden = hidden_by([BlindSector(from_deg=170, to_deg=-170, below_deg=-10)], scan)
    azimuth = np.degrees(np.arctan2(scan.direction[:, 1], scan.direction[:, 0]))
    np.testing.assert_array_equal(hidden, (scan.ring == 1) & (np.abs(azimuth) >= 170 - 1e-4))

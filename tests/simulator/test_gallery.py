"""`swerve gallery`: a strip a scenario, of the moments around its conflict."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from conftest import Program

from scenes.measures import ClipMeasures
from simulator.gallery import CAPTION_PX, COLUMNS, PICTURES, WIDTH_PX, moments


def measured(away_m: tuple[float, ...], seen_s: float | None) -> ClipMeasures:
    return ClipMeasures(
        key_actor="child",
        ttc_s=(None,) * len(away_m),
        min_ttc_s=None,
        min_gap_m=0.0,
        first_visible_s=seen_s,
        first_visible_distance_m=None,
        sightings=(),
        ahead_m=away_m,
        left_m=(0.0,) * len(away_m),
    )


def test_moments_run_from_before_the_reveal_to_the_nearest() -> None:
    away = tuple(abs(17.0 - k) for k in range(30))
    assert moments(measured(away, 1.5), 30, 10.0) == (10, 12, 15, 17)


def test_moments_of_clips_about_nobody_end_with_the_clip() -> None:
    assert moments(measured((), None), 20, 10.0) == (0, 6, 13, 19)


def test_short_clips_show_every_frame_once() -> None:
    assert moments(measured((), 0.0), 2, 10.0) == (0, 1)
    assert moments(measured((9.0, 5.0, 4.0, 3.0, 2.0), 0.4), 5, 10.0) == (0, 1, 3, 4)


@pytest.mark.slow
def test_a_strip_lies_under_its_scenarios_name(swerve: Program, tmp_path: Path) -> None:
    small = ("frames=5", "fps=5", "rig=minimal", "renderer.quality=draft", "randomizer=[]")
    done = swerve("gallery", "parked_street", "out=shown", *small)
    assert done.stdout.split() == ["shown/parked_street.jpg"], done.stderr
    strip = cv2.imread(str(tmp_path / "shown/parked_street.jpg"))
    assert strip is not None
    rows = PICTURES // COLUMNS
    assert strip.shape == (CAPTION_PX + rows * WIDTH_PX * 96 // 320, COLUMNS * WIDTH_PX, 3)


def test_names_that_no_scenario_has_are_told(swerve: Program) -> None:
    done = swerve("gallery", "parked_streat")
    assert done.returncode == 2
    assert "parked_street" in done.stderr

"""How exposures are reached, and how late: time, then gain; pictures between metering and exposing."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from camera_bench import flat
from hypothesis import given
from hypothesis import strategies as st

from scenes.errors import ConfigError
from simulator.sensors.camera.chain import IdealChain
from simulator.sensors.camera.exposure import AHEAD, AutoExposure
from simulator.sensors.camera.exposure_programme import ExposureProgramme, ProgrammeStep
from simulator.sensors.camera.image_sensor import exposure_lux_s, saturating_exposure_lux_s
from simulator.sensors.camera.presets import AutomotiveHdr, KittiFlea2, NuscenesBasler

TWO_STEPS = ExposureProgramme(
    steps=(ProgrammeStep(longest_s=0.002, most_gain_db=12.0), ProgrammeStep(longest_s=0.02, most_gain_db=24.0))
)


@given(st.floats(1e-6, 2.0))
def test_time_times_gain_is_what_was_needed(needed_s: float) -> None:
    """Within the programme's reach, and never beyond its limits."""
    got = TWO_STEPS.settings(needed_s)
    reach = 0.02 * 10.0 ** (24 / 20)
    wanted = min(max(needed_s, TWO_STEPS.shortest_s), reach)
    assert got.time_s * got.gain == pytest.approx(wanted, rel=1e-9)
    assert TWO_STEPS.shortest_s <= got.time_s <= 0.02
    assert 1.0 <= got.gain <= 10.0 ** (24 / 20) * (1 + 1e-12)


@given(st.floats(1e-6, 2.0), st.floats(1.0, 3.0))
def test_darker_scenes_never_get_less_time_or_gain(needed_s: float, more: float) -> None:
    one, other = TWO_STEPS.settings(needed_s), TWO_STEPS.settings(needed_s * more)
    assert other.time_s >= one.time_s * (1 - 1e-12)
    assert other.gain >= one.gain * (1 - 1e-12)


def test_time_comes_before_gain_in_each_step() -> None:
    assert TWO_STEPS.settings(0.0019).gain == 1.0
    assert TWO_STEPS.settings(0.004).time_s == 0.002
    assert TWO_STEPS.settings(0.004).gain == pytest.approx(2.0)
    assert TWO_STEPS.settings(0.02).gain == pytest.approx(10.0 ** (12 / 20))
    assert TWO_STEPS.settings(0.02).time_s == pytest.approx(0.02 / 10.0 ** (12 / 20))


@pytest.mark.parametrize("chain", [KittiFlea2(), NuscenesBasler(), AutomotiveHdr()])
def test_metered_light_saturates_its_headroom_above(chain: KittiFlea2) -> None:
    """0.125 2^EV cd/m2 (ISO 2720) times 2^headroom is the saturating exposure of the settings, gain included."""
    ev100 = 9.0
    got = chain.settings(ev100)
    light = 0.125 * 2.0**ev100 * 2.0**chain.programme.headroom_ev
    reached = exposure_lux_s(light, got.time_s, chain.optics.f_number, chain.optics.transmission_share) * got.gain
    assert reached == pytest.approx(saturating_exposure_lux_s(chain.sensor), rel=1e-9)


def test_kitti_exposes_two_milliseconds_by_day_at_most() -> None:
    for ev100 in np.arange(8.5, 17.0):
        assert KittiFlea2().settings(ev100).time_s <= 0.002


def test_the_ideal_camera_takes_no_time_unless_it_is_given_some() -> None:
    assert IdealChain().settings(3.0).time_s == 0.0
    slow = IdealChain(longest_s=0.02)
    assert slow.settings(3.0).time_s == 0.02
    assert slow.settings(12.0).time_s == pytest.approx(2.8**2 / 2.0**12 / 2.0)


def test_falling_steps_are_refused() -> None:
    with pytest.raises(ConfigError, match="steps"):
        ExposureProgramme(steps=(ProgrammeStep(longest_s=0.02), ProgrammeStep(longest_s=0.01)))


@pytest.mark.parametrize("latency", [0, 1, 3])
def test_exposure_follows_so_many_pictures_late(latency: int) -> None:
    """A tunnel's end: light rises a hundredfold, and only the picture `latency` later is exposed for it."""
    exposure = AutoExposure(latency_frames=latency, tau_bright_s=0.1)
    dark, bright = flat(50.0), flat(5000.0)
    state = {}
    for _ in range(5):
        state = exposure.settle(dark, 0.1, state)
    before = state["ev100"]
    values = []
    for _ in range(8):
        state = exposure.settle(bright, 0.1, json.loads(json.dumps(state)))
        values.append(state["ev100"])
    assert values[:latency] == pytest.approx([before] * latency)
    assert values[latency] > before + 2.0
    assert all(later >= earlier for earlier, later in itertools.pairwise(values))


def test_a_late_camera_knows_its_next_exposure() -> None:
    """It stands in the state before the picture is taken."""
    exposure = AutoExposure(latency_frames=2)
    state = exposure.settle(flat(100.0), 0.1, {})
    for light in (400.0, 50.0, 2000.0):
        planned = state[AHEAD][0]
        state = exposure.settle(flat(light), 0.1, state)
        assert state["ev100"] == planned
    assert AHEAD not in AutoExposure().settle(flat(1.0), 0.1, {})


def test_latency_out_of_range_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="latency_frames"):
        AutoExposure(latency_frames=-1)

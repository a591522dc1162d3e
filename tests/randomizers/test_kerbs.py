"""Places along kerbs."""

import numpy as np
import pytest
from furnished_street import furnished

from randomizers.kerbs import kerb_places


def test_they_lie_on_the_pavements_edge_to_the_carriageway() -> None:
    places = kerb_places(furnished(), 0.2, np.random.Generator(np.random.Philox(key=1)))
    # Poisson of 0.2 a metre over two pavements of 120 m: 48, within five of its standard deviations.
    assert abs(len(places) - 48) < 5 * 48**0.5
    for place in places:
        assert abs(place.y_m) == pytest.approx(5.35)
        _, towards = place.beside(0.5)
        assert abs(towards) == pytest.approx(4.85)
        _, away = place.beside(-0.5)
        assert abs(away) == pytest.approx(5.85)

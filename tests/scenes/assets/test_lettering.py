"""Words over shops: every letter is known, and strokes face the street and keep to their line."""

import pytest

from scenes.assets.shaping.lettering import STROKE, WORDS, word_quads, word_width


@pytest.mark.parametrize("word", WORDS)
def test_a_word_stands_on_its_line_and_is_as_wide_as_told(word: str) -> None:
    quads = word_quads(word, 1.0, 2.0, 0.6)
    margin = STROKE / 6 * 0.6
    assert quads[..., 0].min() >= 1.0 - margin
    assert quads[..., 0].max() <= 1.0 + 0.6 * word_width(word) + margin
    assert abs(quads[..., 1].min() - 2.0) <= margin
    assert abs(quads[..., 1].max() - 2.6) <= margin


@pytest.mark.parametrize("word", WORDS)
def test_strokes_are_counter_clockwise(word: str) -> None:
    quads = word_quads(word, 0.0, 0.0, 1.0)
    first, second = quads[:, 1] - quads[:, 0], quads[:, 2] - quads[:, 1]
    assert (first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]).min() > 0

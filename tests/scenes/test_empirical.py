"""The user's own data as a distribution: what is drawn, and how faults of the file are told."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.distributions import Choice, Smoothed, distribution
from scenes.errors import ConfigError, InputFileError, SwerveError
from scenes.streams import stream

TABLE = "time,speed,kind\n0,31.5,car\n1,28.0,van\n2,31.5,car\n3,40.25,car\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "drives.csv"
    path.write_text(TABLE)
    return path


def of(table: Path, column: str, **more: str) -> dict[str, str]:
    return {"kind": "empirical", "file": str(table), "column": column, **more}


def test_a_column_of_numbers_is_drawn_row_by_row(table: Path) -> None:
    source = distribution(of(table, "speed"), "x")
    rng = stream(0, "rows")
    drawn = [source.sample(rng) for _ in range(2000)]
    assert set(drawn) == {28.0, 31.5, 40.25}
    assert abs(drawn.count(31.5) / 2000 - 0.5) < 5 * math.sqrt(0.25 / 2000)  # five sigma of a binomial share


def test_smoothed_it_draws_between_the_rows_and_never_beyond(table: Path) -> None:
    source = distribution(of(table, "speed", method="smoothed"), "x")
    rng = stream(0, "smooth")
    drawn = np.array([float(source.sample(rng)) for _ in range(500)])
    assert drawn.min() >= 28.0
    assert drawn.max() <= 40.25
    assert len(np.unique(drawn)) > 300  # a third is the number that stands twice
    assert source.quantile(0.5) == 31.5


def test_a_column_of_names_is_a_choice_with_their_counts(table: Path) -> None:
    source = distribution(of(table, "kind"), "x")
    assert isinstance(source, Choice)
    assert (source.values, source.weights) == (("car", "van"), (3.0, 1.0))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_byte_order_marks_and_spaces_do_not_matter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text("\ufeff" + TABLE.replace(",", f" {delimiter} "), encoding="utf-8")
    assert distribution(of(path, "speed"), "x").support() == (28.0, 40.25)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (TABLE, "sped", ["scenario.v.column", "sped", "Did you mean 'speed'", "time"]),
        (TABLE.replace("28.0", "fast"), "speed", ["drives.csv, line 3", "column 'speed'", "'fast'", "number"]),
        (TABLE.replace("28.0", "nan"), "speed", ["line 3", "'nan'", "finite"]),
        (TABLE.replace("28.0", ""), "speed", ["line 3", "column 'speed' is empty"]),
        (TABLE + "4\n", "speed", ["line 6", "is empty"]),
        ("time,speed\n", "speed", ["line 2", "no rows"]),
        ("", "speed", ["scenario.v.column", "speed"]),
    ],
)
def test_a_fault_of_the_file_names_file_line_and_column(
    tmp_path: Path, text: str, column: str, words: list[str]
) -> None:
    path = tmp_path / "drives.csv"
    path.write_text(text)
    with pytest.raises((ConfigError, InputFileError)) as fault:
        distribution(of(path, column), "scenario.v")
    for word in words:
        assert word in str(fault.value)


def test_faults_of_the_description_name_the_key(table: Path, tmp_path: Path) -> None:
    for value, words in (
        (of(tmp_path / "none.csv", "speed"), ["scenario.v.file", "none.csv", "no file"]),
        (of(tmp_path, "speed"), ["scenario.v.file", "cannot read"]),
        (of(table, "speed", method="smooth"), ["scenario.v.method", "Did you mean 'smoothed'"]),
        (of(table, "kind", method="smoothed"), ["scenario.v.method", "holds names"]),
        ({"kind": "empirical", "column": "speed"}, ["scenario.v.file", "missing"]),
        ({"kind": "empirical", "file": 3, "column": "speed"}, ["scenario.v.file", "3", "a text"]),
    ):
        with pytest.raises(SwerveError) as fault:
            distribution(value, "scenario.v")
        for word in words:
            assert word in str(fault.value)


def test_other_data_under_the_same_name_are_another_input(table: Path) -> None:
    before = {m: distribution(of(table, "speed", method=m), "x").inputs() for m in ("bootstrap", "smoothed")}
    again = {m: distribution(of(table, "speed", method=m), "x").inputs() for m in before}
    table.write_text(TABLE.replace("28.0", "28.5"))
    after = {m: distribution(of(table, "speed", method=m), "x").inputs() for m in before}
    assert before == again
    assert all(before[m] != after[m] for m in before)
    assert all("drives.csv, column speed" in text for inputs in before.values() for text in inputs)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12), st.floats(0, 1), st.floats(0, 1))
def test_smoothed_data_narrow_to_what_they_were_there(values: list[float], a: float, b: float) -> None:
    source = Smoothed.of(tuple(values), "data")
    above, upto = sorted((float(source.quantile(a)), float(source.quantile(b))))
    if source.share(above, upto) > 1e-6:
        narrow = source.narrowed(above, upto)
        middle = 0.5 * (above + upto)
        # Shares are divided by that of the range, 1e-6 or more, so that it keeps 1e-16 / 1e-6 of its digits.
        expected = source.share(above, middle) / source.share(above, upto)
        assert narrow.share(above, middle) == pytest.approx(expected, abs=1e-8)
        assert above <= float(narrow.quantile(0.5)) <= upto

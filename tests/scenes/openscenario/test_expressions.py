"""`${...}` as OpenSCENARIO 1.3 writes them: values agree with mathematics, faults say what is wrong."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.openscenario.expressions import ExpressionError, evaluate

NAMES = {"a": 3.0, "b": -2.5, "truth": True}
numbers = st.floats(-1e6, 1e6, allow_nan=False)


def value(text: str) -> float | bool:
    return evaluate(text, lambda name: NAMES[name])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("-2 - -3", 1.0),
        ("2 - 3 - 4", -5.0),  # from left to right
        ("24 / 4 / 3", 2.0),
        ("-7 % 3", -1.0),  # the sign of the dividend, as in C
        ("$a * $b", -7.5),
        ("pow(2, 10)", 1024.0),
        ("sqrt(pow(3, 2) + pow(4, 2))", 5.0),
        ("max(1, 2, 3) - min(4, 5)", -1.0),
        ("round(2.5) + round(-2.5)", 0.0),  # halves go away from zero
        ("floor(-1.5) + ceil(-1.5)", -3.0),
        ("sign(-4) + sign(0) + sign(9)", 0.0),
        ("abs(-3)", 3.0),
        ("cos(pi)", -1.0),
        ("acos(-1) - PI", 0.0),
        ("asin(1) + atan(0)", math.pi / 2),
        ("1e3 + .5", 1000.5),
        ("not $truth or true and false", False),
    ],
)
def test_values_are_those_of_mathematics(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, abs=1e-12)


@given(numbers, numbers, numbers)
def test_sums_and_products_agree_with_python_for_all_numbers(a: float, b: float, c: float) -> None:
    assert value(f"({a!r} - {b!r}) * {c!r}") == (a - b) * c


@given(st.integers(-50, 50), st.integers(1, 50))
def test_quotient_and_remainder_make_the_dividend(a: int, b: int) -> None:
    whole = math.trunc(a / b)
    assert value(f"{whole} * {b} + {a} % {b}") == a


@given(st.text(alphabet="0123456789+-*/%().,$ab esqrtpimnox", max_size=40))
def test_no_text_does_anything_but_give_a_value_or_say_what_is_wrong(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert isinstance(evaluate(text, lambda name: 1.0), float | bool)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 / 0", "division by zero"),
        ("3 % 0", "division by zero"),
        ("1 / ($a - 3)", "division by zero"),
        ("sqrt(-1)", r"sqrt\(-1\) has no value"),
        ("pow(10, 400)", "has no value"),
        ("1 +", "ends too early"),
        ("(1", r"expected '\)', found the end"),
        ("1 2", "stands where the expression should end"),
        ("lg(3)", "'lg' is no function"),
        ("__import__('os')", "is no function|not part"),
        ("pow(1)", "takes 2 values, got 1"),
        ("$truth + 1", "takes numbers, got true"),
        ("not 3", "takes true or false"),
        ("2 # 3", "'#' is not part"),
        ("(" * 100 + "1" + ")" * 100, "nested more than"),
        ("+".join(["1"] * 1000), "more than 400 parts"),
        ("1" * 5000, "characters"),
    ],
)
def test_faults_say_what_is_wrong(text: str, told: str) -> None:
    with pytest.raises(ExpressionError, match=told):
        value(text)

"""Expressions of OpenSCENARIO 1.1 to 1.3, `${...}`: parsed by hand, never evaluated by Python.

Grammar, weakest first: or; and; not; + -; * / %; unary minus; then a number, true or false, pi, $name, function(...)
or parentheses. Values are numbers or truths.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Number = float | bool
Lookup = Callable[[str], Number]
"""The value of a parameter by its name; raises ExpressionError."""

MAX_LENGTH = 4096  # chosen: the longest of 107 public files has 400 characters
MAX_TOKENS = 400  # chosen: trees of that many levels are walked without running out of stack
MAX_DEPTH = 48  # chosen: far deeper than formulas are written by hand

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|\$(?P<parameter>\w+)|(?P<word>[^\W\d]\w*)|(?P<sign>[-+*/%(),]))"
)


class ExpressionError(Exception):
    """What is wrong with an expression, without where it stands."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a truth."""

    value: Number


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator on its arguments."""

    name: str
    arguments: tuple[Constant | Parameter | Call, ...]


Node = Constant | Parameter | Call


def evaluate(text: str, lookup: Lookup) -> Number:
    """The value of an expression without its `${` and `}`. Raises ExpressionError that says what is wrong."""
    return _value(parsed(text), lookup)


@functools.lru_cache(maxsize=4096)
def parsed(text: str) -> Node:
    """The tree of an expression. Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression has {len(text)} characters, allowed {MAX_LENGTH}")
    parser = _Parser(_tokens(text))
    node = parser.disjunction(0)
    parser.end()
    return node


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError(f"'{text[at:].strip()[0]}' is not part of an expression")
        tokens.append(_Token(match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
        if len(tokens) > MAX_TOKENS:
            raise ExpressionError(f"the expression has more than {MAX_TOKENS} parts")
    return tokens


class _Parser:
    """Recursive descent over tokens; depth counts open parentheses and signs."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def disjunction(self, depth: int) -> Node:
        """A or b or c."""
        return self._chain(("or",), self._conjunction, depth)

    def end(self) -> None:
        """Raises ExpressionError where anything is left."""
        if self._at < len(self._tokens):
            raise ExpressionError(f"'{self._tokens[self._at].text}' stands where the expression should end")

    def _conjunction(self, depth: int) -> Node:
        return self._chain(("and",), self._negation, depth)

    def _negation(self, depth: int) -> Node:
        if self._take("not"):
            return Call("not", (self._negation(self._deeper(depth)),))
        return self._sum(depth)

    def _sum(self, depth: int) -> Node:
        return self._chain(("+", "-"), self._product, depth)

    def _product(self, depth: int) -> Node:
        return self._chain(("*", "/", "%"), self._signed, depth)

    def _signed(self, depth: int) -> Node:
        if self._take("-"):
            return Call("negative", (self._signed(self._deeper(depth)),))
        if self._take("+"):
            return self._signed(self._deeper(depth))
        return self._atom(depth)

    def _chain(self, operators: tuple[str, ...], below: Callable[[int], Node], depth: int) -> Node:
        """Operators of one rank, from left to right."""
        node = below(depth)
        while (operator := self._take(*operators)) is not None:
            node = Call(operator, (node, below(depth)))
        return node

    def _atom(self, depth: int) -> Node:
        if self._at >= len(self._tokens):
            raise ExpressionError("the expression ends too early")
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "number":
            return Constant(float(token.text))
        if token.kind == "parameter":
            return Parameter(token.text)
        if token.kind == "word":
            return self._word(token.text, depth)
        if token.text == "(":
            node = self.disjunction(self._deeper(depth))
            self._expect(")")
            return node
        raise ExpressionError(f"'{token.text}' stands where a value should")

    def _word(self, word: str, depth: int) -> Node:
        """A constant or a function with its arguments."""
        if word in _CONSTANTS:
            return Constant(_CONSTANTS[word])
        if word not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise ExpressionError(f"'{word}' is no function (parameters are written ${word}); there are {known}")
        self._expect("(")
        arguments = [self.disjunction(self._deeper(depth))]
        while self._take(",") is not None:
            arguments.append(self.disjunction(self._deeper(depth)))
        self._expect(")")
        least, most, _ = FUNCTIONS[word]
        if not least <= len(arguments) <= most:
            wanted = f"{least}" if least == most else f"{least} or more"
            raise ExpressionError(f"{word}() takes {wanted} values, got {len(arguments)}")
        return Call(word, tuple(arguments))

    def _take(self, *texts: str) -> str | None:
        """The next token if it is one of these."""
        if self._at < len(self._tokens) and self._tokens[self._at].kind in ("sign", "word"):
            text = self._tokens[self._at].text
            if text in texts:
                self._at += 1
                return text
        return None

    def _expect(self, text: str) -> None:
        if self._take(text) is None:
            found = f"'{self._tokens[self._at].text}'" if self._at < len(self._tokens) else "the end"
            raise ExpressionError(f"expected '{text}', found {found}")

    @staticmethod
    def _deeper(depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise ExpressionError(f"the expression is nested more than {MAX_DEPTH} deep")
        return depth + 1


def _divided(a: float, b: float) -> float:
    if b == 0.0:
        raise ExpressionError("division by zero")
    return a / b


def _remainder(a: float, b: float) -> float:
    """With the sign of the dividend, as in C."""
    if b == 0.0:
        raise ExpressionError("division by zero (remainder)")
    return math.fmod(a, b)


def _rounded(a: float) -> float:
    """Halves away from zero, as in C."""
    return math.copysign(math.floor(abs(a) + 0.5), a)


def _sign(a: float) -> float:
    return float((a > 0.0) - (a < 0.0))


_CONSTANTS: Mapping[str, Number] = MappingProxyType({"pi": math.pi, "PI": math.pi, "true": True, "false": False})
FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., float]]] = MappingProxyType(
    {
        "pow": (2, 2, math.pow),
        "sqrt": (1, 1, math.sqrt),
        "sin": (1, 1, math.sin),
        "cos": (1, 1, math.cos),
        "tan": (1, 1, math.tan),
        "asin": (1, 1, math.asin),
        "acos": (1, 1, math.acos),
        "atan": (1, 1, math.atan),
        "sign": (1, 1, _sign),
        "round": (1, 1, _rounded),
        "floor": (1, 1, math.floor),
        "ceil": (1, 1, math.ceil),
        "abs": (1, 1, abs),
        "max": (2, 16, max),
        "min": (2, 16, min),
    }
)
"""Least and most values, and what is done with them; angles in radians."""
_OPERATORS: Mapping[str, Callable[..., float]] = MappingProxyType(
    {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": _divided,
        "%": _remainder,
        "negative": lambda a: -a,
    }
)


def _value(node: Node, lookup: Lookup) -> Number:
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Parameter):
        return lookup(node.name)
    if node.name in ("and", "or", "not"):
        truths = [_truth(_value(argument, lookup), node.name) for argument in node.arguments]
        return not truths[0] if node.name == "not" else (all if node.name == "and" else any)(truths)
    numbers = [_number(_value(argument, lookup), node.name) for argument in node.arguments]
    return _computed(node.name, numbers)


def _computed(name: str, numbers: list[float]) -> float:
    function = _OPERATORS.get(name) or FUNCTIONS[name][2]
    given = ", ".join(f"{number:g}" for number in numbers)
    try:
        value = float(function(*numbers))
    except (ValueError, OverflowError):
        raise ExpressionError(f"{name}({given}) has no value") from None
    if not math.isfinite(value):
        raise ExpressionError(f"{name}({given}) is not finite")
    return value


def _truth(value: Number, operator: str) -> bool:
    if not isinstance(value, bool):
        raise ExpressionError(f"'{operator}' takes true or false, got {value:g}")
    return value


def _number(value: Number, operator: str) -> float:
    if isinstance(value, bool):
        raise ExpressionError(f"'{operator}' takes numbers, got {str(value).lower()}")
    return value

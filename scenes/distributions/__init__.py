"""What a configured value may be: a fixed one, or a distribution that every clip draws from."""

from scenes.distributions.base import Distribution, Value
from scenes.distributions.checks import check_names, check_range, number
from scenes.distributions.conditional import Case, Conditional
from scenes.distributions.continuous import LogUniform, Normal, TruncatedNormal, Uniform
from scenes.distributions.discrete import Choice, Constant
from scenes.distributions.empirical import Smoothed
from scenes.distributions.mixture import Mixture
from scenes.distributions.reading import KINDS, distribution

__all__ = [
    "KINDS",
    "Case",
    "Choice",
    "Conditional",
    "Constant",
    "Distribution",
    "LogUniform",
    "Mixture",
    "Normal",
    "Smoothed",
    "TruncatedNormal",
    "Uniform",
    "Value",
    "check_names",
    "check_range",
    "distribution",
    "number",
]

"""How long a person's segments are: published anthropometric proportions of adults and children."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

REFERENCE_HEIGHT_M = 1.75
"""Stature at which the section tables of body shapes are written."""

CHILD_HEIGHTS_M = (0.95, 1.35)
"""Statures between which child proportions are interpolated: medians of about 3 and 9 years (WHO 2006, 2007)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportions:
    """Segment lengths and joint places of one person in shoes, metres.

    shoulder_half_m and hip_half_m: from the midline to the joint's centre. girth: thickness of trunk and limbs relative
    to an average adult of 1.75 m. head_scale: size of the head relative to that adult's.
    """

    height_m: float
    head_m: float
    shoulder_height_m: float
    shoulder_half_m: float
    hip_half_m: float
    upper_arm_m: float
    forearm_m: float
    hand_m: float
    thigh_m: float
    shank_m: float
    ankle_height_m: float
    foot_m: float
    girth: float

    @property
    def hip_height_m(self) -> float:
        """Height of the hip joints above the ground with straight legs."""
        return self.thigh_m + self.shank_m + self.ankle_height_m

    @property
    def leg_m(self) -> float:
        """From hip joint to ankle joint."""
        return self.thigh_m + self.shank_m

    @property
    def trunk_m(self) -> float:
        """From hip height to shoulder height."""
        return self.shoulder_height_m - self.hip_height_m

    @property
    def chin_height_m(self) -> float:
        """Height of the chin above the ground."""
        return self.height_m - self.head_m

    @property
    def head_scale(self) -> float:
        """Size of the head relative to an adult of 1.75 m."""
        return self.head_m / (0.130 * REFERENCE_HEIGHT_M)


def adult_proportions(height_m: float) -> Proportions:
    """Segment lengths as shares of stature: Drillis & Contini 1966, as in Winter 2009, figure 4.1.

    Joint centres lie inside the breadths given there (shoulders 0.259, hips 0.191): shoulder 0.102, hip 0.050 from the
    midline, after de Leva 1996 and Bell et al. 1990.
    """
    h = height_m
    return Proportions(
        height_m=h,
        head_m=0.130 * h,
        shoulder_height_m=0.818 * h,
        shoulder_half_m=0.102 * h,
        hip_half_m=0.050 * h,
        upper_arm_m=0.186 * h,
        forearm_m=0.146 * h,
        hand_m=0.108 * h,
        thigh_m=0.245 * h,
        shank_m=0.246 * h,
        ankle_height_m=0.039 * h,
        foot_m=0.152 * h,
        girth=h / REFERENCE_HEIGHT_M,
    )


def child_proportions(height_m: float) -> Proportions:
    """Shares of stature interpolated between 3 and 9 years, rounded from the means in Snyder et al. 1977 (UMTRI).

    The head is 1/5.5 to 1/6.1 of stature, the hip joint at 0.47 to 0.515 of it (adult: 1/7.7 and 0.53).
    """
    h = height_m
    low, high = CHILD_HEIGHTS_M
    age = (h - low) / (high - low)
    hip = 0.470 + 0.045 * age
    ankle = 0.043
    head = 0.182 - 0.018 * age
    return Proportions(
        height_m=h,
        head_m=head * h,
        shoulder_height_m=(1.0 - head - 0.042) * h,
        shoulder_half_m=0.096 * h,
        hip_half_m=0.048 * h,
        upper_arm_m=(0.172 + 0.008 * age) * h,
        forearm_m=(0.136 + 0.006 * age) * h,
        hand_m=0.106 * h,
        thigh_m=(hip - ankle) * h * 0.502,
        shank_m=(hip - ankle) * h * 0.498,
        ankle_height_m=ankle * h,
        foot_m=0.156 * h,
        girth=0.95 * h / REFERENCE_HEIGHT_M,
    )


TODDLER_HEIGHT_M = 0.74
"""Stature at which toddler proportions are written: the median of about one year (WHO 2006)."""
GROWN_HEIGHT_M = 1.70
"""From this stature on teenagers have an adult's proportions; chosen."""


def proportions_of(height_m: float) -> Proportions:
    """Of somebody of that stature, whatever the age: a toddler's, a child's, blended through the teens, an adult's.

    Toddlers' heads are 0.226 of their stature, their hip joints lie at 0.43 of it (Snyder et al. 1977, rounded).
    """
    low, high = CHILD_HEIGHTS_M
    if height_m < low:
        child = child_proportions(height_m)
        share = (low - height_m) / (low - TODDLER_HEIGHT_M)
        shorter = 1.0 - 0.085 * share
        head = (0.182 + 0.044 * share) * height_m
        return replace(
            child,
            head_m=head,
            shoulder_height_m=height_m - head - 0.030 * height_m,
            thigh_m=shorter * child.thigh_m,
            shank_m=shorter * child.shank_m,
            girth=child.girth * (1.0 + 0.06 * share),
        )
    if height_m <= high:
        return child_proportions(height_m)
    share = min((height_m - high) / (GROWN_HEIGHT_M - high), 1.0)
    return _blended(child_proportions(height_m), adult_proportions(height_m), share)


def _blended(a: Proportions, b: Proportions, share: float) -> Proportions:
    """Each length between those of a and b."""
    values = {f.name: (1 - share) * getattr(a, f.name) + share * getattr(b, f.name) for f in fields(Proportions)}
    return Proportions(**values)

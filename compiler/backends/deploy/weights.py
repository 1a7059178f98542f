"""Server weights that give the new version its share of the traffic.

For W percent on c new and s old instances each new one gets W·s and each old one (100-W)·c, reduced to lowest
terms. Routers take 256 at most, so greater pairs become the nearest fraction that fits, never nothing for a share
that is not nothing.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

MAXIMUM: Final = 256
"""The greatest weight of a server (HAProxy's; nginx takes more)."""

TOLERANCE: Final = 1.0
"""How far the share may be from the wanted one, in points of a percent."""


class Weights(NamedTuple):
    """The weight of each new and each old instance; zero takes it out of the rotation."""

    new: int
    old: int

    def share(self, count_new: int = 1, count_old: int = 1) -> float:
        """Return the percentage of the traffic that the new version gets."""
        new, old = self.new * count_new, self.old * count_old
        return 100 * new / (new + old)


def weights(percent: float, count_new: int = 1, count_old: int = 1) -> Weights:
    """Return the weights for `percent` (0 to 100) of the traffic on the new version."""
    wanted = Fraction(Decimal(str(percent)))
    new, old = wanted * count_old, (100 - wanted) * count_new
    if not new or not old:
        return Weights(int(bool(new)), int(bool(old)))
    ratio = new / old
    if ratio <= 1:
        return Weights(*_bounded(ratio))
    small, great = _bounded(1 / ratio)
    return Weights(great, small)


def within_tolerance(percent: float, count_new: int = 1, count_old: int = 1) -> bool:
    """Tell whether the weights come within a point of `percent`."""
    given = weights(percent, count_new, count_old)
    return abs(given.share(count_new, count_old) - percent) <= TOLERANCE


def _bounded(ratio: Fraction) -> tuple[int, int]:
    """Return numerator and denominator, from 1 to `MAXIMUM`, of the fraction nearest to `ratio` (0 < ratio <= 1)."""
    near = max(ratio.limit_denominator(MAXIMUM), Fraction(1, MAXIMUM))
    return near.numerator, near.denominator

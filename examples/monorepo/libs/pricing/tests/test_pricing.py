import pytest
from pricing import price


@pytest.mark.parametrize(
    ("zone", "grams", "cents"),
    [("home", 1, 390), ("home", 1000, 390), ("home", 1001, 480), ("near", 2500, 690 + 2 * 160), ("far", 31_500, 14510)],
)
def test_prices(zone, grams, cents):
    assert price(zone, grams) == cents


@pytest.mark.parametrize("grams", [0, -5, 31_501])
def test_what_nobody_carries(grams):
    with pytest.raises(ValueError, match="is not between"):
        price("home", grams)

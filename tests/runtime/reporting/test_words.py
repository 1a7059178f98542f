"""How durations and times are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.reporting.words import clock, moment


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (0, "0ms"),
        (-5, "0ms"),
        (999, "999ms"),
        (1_000, "1.0s"),
        (59_949, "59.9s"),
        (59_950, "1m"),
        (61_400, "1m1s"),
        (3_600_000, "1h"),
        (5_400_000, "1h30m"),
        (3_605_000, "1h"),
        (90_000_000, "1d1h"),
    ],
)
def test_durations(milliseconds, said):
    assert clock(milliseconds) == said


@given(st.integers(0, 10**12))
def test_a_duration_fits_into_a_column(milliseconds):
    assert 1 < len(clock(milliseconds)) <= 9


def test_moments_are_utc_with_milliseconds():
    assert moment(1_763_740_800_007) == "2025-11-21T16:00:00.007Z"

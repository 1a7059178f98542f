"""Quantities: every documented form, what is refused, and texts that read back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.frontend.units import (
    format_duration,
    format_size,
    parse_cpu,
    parse_duration,
    parse_percentage,
    parse_size,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("90", 90),
        ("+90", 90),
        ("0x5A", 90),
        ("0o17", 15),
        ("90s", 90),
        ("15m", 900),
        ("2h", 7200),
        ("1h30m", 5400),
        ("30d", 2592000),
        ("1d2h3m4s", 93784),
    ],
)
def test_durations(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "s", "-5", "1.5h", "30m1h", "1h 30m", "10 minutes", "5ms", "1h1h", "٣m", "9" * 70]
)
def test_no_durations(text):
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1B", 1),
        ("2kB", 2000),
        ("2KB", 2000),
        ("2GB", 2 * 10**9),
        ("512MiB", 512 << 20),
        ("1.5GiB", 3 << 29),
        ("1.0001KiB", 1024),
        ("3TiB", 3 << 40),
    ],
)
def test_sizes(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "512", "512M", "2G", "512 MiB", "mib", "-1MiB", ".5GiB", "1mb", "1kiB"])
def test_no_sizes(text):
    assert parse_size(text) is None


@pytest.mark.parametrize(("text", "value"), [("0%", 0), ("5%", 5), ("12.5%", 12.5), ("100%", 100)])
def test_percentages(text, value):
    assert parse_percentage(text) == value


@pytest.mark.parametrize("text", ["5", "%", "101%", "100.5%", "-5%", "5 %", ".5%"])
def test_no_percentages(text):
    assert parse_percentage(text) is None


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [("2", 2000), ("0.5", 500), (".25", 250), ("2.", 2000), ("500m", 500), ("0.0019", 1), ("1.29", 1290)],
)
def test_cpus(text, thousandths):
    assert parse_cpu(text) == thousandths


@pytest.mark.parametrize("text", ["", "0", "0m", "0.0009", "-1", "2 cores", "1,5", "."])
def test_no_cpus(text):
    assert parse_cpu(text) is None


@given(st.integers(0, 10**9))
def test_a_formatted_duration_reads_back(seconds):
    assert parse_duration(format_duration(seconds)) == seconds


@given(st.integers(0, 10**18))
def test_a_formatted_size_reads_back(size):
    assert parse_size(format_size(size)) == size


@pytest.mark.parametrize(("size", "text"), [(0, "0B"), (1 << 29, "512MiB"), (2 * 10**9, "2GB"), (1025, "1025B")])
def test_sizes_are_formatted_in_the_unit_that_was_meant(size, text):
    assert format_size(size) == text

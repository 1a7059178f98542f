"""The page's colours: text is readable on what it stands on, in light, in dark and on paper (WCAG 2.1, AA)."""

import re
from pathlib import Path

import pytest

from runtime.reporting.words import SIGNS

STYLE = (Path(__file__).parents[3] / "runtime/reporting/templates/report.css").read_text(encoding="utf-8")
THEMES = dict(zip(("light", "dark", "print"), re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL), strict=True))


def colors(theme):
    """Return the variables of a theme: colours as three parts from 0 to 1, shares as numbers."""
    found = dict(re.findall(r"--([a-z]+): ([^;]+);", THEMES[theme]))
    return {name: share(text) if text.endswith("%") else parts(text) for name, text in found.items()}


def share(text):
    return float(text.rstrip("%")) / 100


def parts(text):
    digits = text.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return tuple(int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))


def luminance(color):
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable(theme):
    known = colors(theme)
    for ground in ("page", "card"):
        assert contrast(known["text"], known[ground]) >= 7
        assert contrast(known["faint"], known[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("status", ["success", "failure", "running", "waiting", "retry", "cancelled", "none"])
def test_statuses_are_readable_on_their_badges(theme, status):
    known = colors(theme)
    tint, soft = known[status], known["soft"]
    ground = tuple(soft * part + (1 - soft) * under for part, under in zip(tint, known["card"], strict=True))
    assert contrast(tint, ground) >= 4.5


@pytest.mark.parametrize("status", SIGNS)
def test_every_status_has_a_colour(status):
    assert re.search(rf"\.{status}\b[^{{}}]*\{{ --tint: var\(--[a-z]+\);", STYLE)

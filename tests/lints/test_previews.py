"""Environments that are for trying things out."""

import pytest

from compiler.lints.previews import is_for_previews


@pytest.mark.parametrize("name", ["preview", "pr-42", "reviewApps", "team_dev", "ci", "Test2", "shop-previews"])
def test_previews(name):
    assert is_for_previews(name)


@pytest.mark.parametrize("name", ["live", "production", "staging", "contest", "device", "precise", "latest", "city"])
def test_others(name):
    assert not is_for_previews(name)

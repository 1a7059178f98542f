"""Where links lead, against what the system says."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.artifacts.links import relative, resolve


def reader(links):
    return links.get


@pytest.mark.parametrize(
    ("start", "target", "links", "place"),
    [
        ("", "a", {}, "a"), ("x/y", "../a", {}, "x/a"), ("x", "..", {}, ""), ("x", "../..", {}, None),
        ("", "../w/a", {}, None), ("", "/etc/passwd", {}, None), ("", "a/b", {"a": "x/y"}, "x/y/b"),
        ("", "a/../b", {"a": "x/y"}, "x/b"), ("", "a/..", {"a": ".."}, None), ("", "a", {"a": "/etc"}, None),
        ("", "a", {"a": "a"}, None), ("", "a", {"a": "b", "b": "a"}, None), ("", "a/x", {"a": "b", "b": "../c"}, None),
        ("", "./a//b/.", {}, "a/b"), ("x", "/w/a", {}, "a"), ("x", "/w", {}, ""), ("x", "/ww/a", {}, None),
        ("", "a/x", {"a": "/w/b"}, "b/x"), ("", "/w/../etc", {}, None),
    ],
)  # fmt: skip
def test_a_link_leads(start, target, links, place):
    found = resolve([name for name in start.split("/") if name], target, reader(links), ("/w",))
    assert (None if found is None else "/".join(found)) == place


NAMES = st.sampled_from(["a", "b", "c", "..", "."])
TARGETS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["l1", "l2", "a/l3", "a/b/l4"]), TARGETS | st.sampled_from(["l1/..", "a/l3/a", "l2"])
    )
)
def test_what_stays_inside_is_what_the_system_finds(tmp_path_factory, links):
    root = tmp_path_factory.mktemp("w")
    for folder in ("a/b/c", "b", "c"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name, target in links.items():
        (root / name).symlink_to(target)
    for name, target in links.items():
        place = resolve(name.split("/")[:-1], target, reader(links))
        if place is not None:
            assert Path(os.path.realpath(root / name)) == root.resolve().joinpath(*place)
        else:
            real = Path(os.path.realpath(root / name))
            circular = not (root / name).exists()
            # Out and in again is out, too: elsewhere the folder has another name.
            assert circular or not real.is_relative_to(root.resolve()) or ".." in "/".join(links.values())


@given(st.lists(st.sampled_from("abc"), max_size=4), st.lists(st.sampled_from("abc"), max_size=4))
def test_the_relative_target_leads_there(start, place):
    assert resolve(start, relative(start, place), reader({})) == tuple(place)

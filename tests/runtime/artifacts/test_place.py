"""Artifacts in a workspace: whole, verified, and never outside of it."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.artifacts.faults import CorruptedObjectError, MissingObjectError
from runtime.artifacts.manifest import Entry, encode
from runtime.artifacts.store import ArtifactStore
from runtime.errors import ArtifactError
from tests.runtime.artifacts.stores import ALL, fill, look


@pytest.fixture
def store(tmp_path):
    (tmp_path / "to").mkdir()
    store = ArtifactStore(tmp_path / "state")
    yield store
    store.close()


def kept(store, tmp_path, files, name="w"):
    return store.keep("r", "build", ALL, fill(tmp_path / name, files)).digest


def forged(store, *entries):
    """Return the digest of a manifest that pipec would not have made, its contents stored."""
    with store.storing() as batch:
        digest = batch.add_bytes(b"content").digest
        entries = [entry if entry.link else entry._replace(digest=digest, size=7) for entry in entries]
        return batch.add_bytes(encode(entries)).digest


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\n\0"), min_size=1, max_size=6).filter(
    lambda name: name not in {".", ".."}
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.binary(max_size=50), max_size=8),
    st.data(),
)
def test_a_tree_goes_round(tmp_path_factory, files, data):
    place = tmp_path_factory.mktemp("round")
    workspace, target = place / "w", place / "to"
    workspace.mkdir()
    target.mkdir()
    for name, content in files.items():
        try:
            fill(workspace, {name: content})
        except OSError:  # the name of another one's folder
            continue
        if data.draw(st.booleans()):
            (workspace / name).chmod(0o755)
    names = sorted(look(workspace))
    if names and not (workspace / "link").exists():
        (workspace / "link").symlink_to(names[0].removesuffix("*"))
    if not names:
        return
    store = ArtifactStore(place / "state")
    digest = store.keep("r", "build", ALL, workspace).digest
    assert store.place(digest, ".", target, {}) == len(look(target))
    assert look(target) == look(workspace)
    assert store.keep("r", "build", ALL, target).digest == digest


@pytest.mark.parametrize("destination", [".", "in", "in/deep/er", "in/../other", "./in/"])
def test_an_artifact_arrives_at_its_path(store, tmp_path, destination):
    digest = kept(store, tmp_path, {"dist/a": b"1", "b": b"2"})
    assert store.place(digest, destination, tmp_path / "to", {}) == 2
    assert look(tmp_path / "to" / os.path.normpath(destination)) == {"dist/a": b"1", "b": b"2"}


def test_two_inputs_that_write_the_same_file_are_an_error(store, tmp_path):
    first = kept(store, tmp_path, {"dist/a": b"1"})
    second = kept(store, tmp_path, {"a": b"1"}, "w2")
    taken = {}
    store.place(first, ".", tmp_path / "to", taken, "one.dist")
    with pytest.raises(ArtifactError, match=r"one\.dist and two\.dist would both write dist/a") as caught:
        store.place(second, "dist", tmp_path / "to", taken, "two.dist")
    assert caught.value.failure_class == "configuration"
    assert taken == {"dist/a": "one.dist"}
    store.place(second, "other", tmp_path / "to", taken, "two.dist")


def test_what_a_checkout_has_is_replaced_not_written_through(store, tmp_path):
    digest = kept(store, tmp_path, {"a": b"new", "b": b"new", "l": "a"})
    (tmp_path / "outside").write_bytes(b"old")
    fill(tmp_path / "to", {"a": b"old", "l": b"old"})
    (tmp_path / "to/b").symlink_to(tmp_path / "outside")
    os.link(tmp_path / "to/a", tmp_path / "hard")
    store.place(digest, ".", tmp_path / "to", {})
    assert look(tmp_path / "to") == {"a": b"new", "b": b"new", "l": "a"}
    assert (tmp_path / "outside").read_bytes() == b"old"
    assert (tmp_path / "hard").read_bytes() == b"old"


@pytest.mark.parametrize("destination", ["..", "../x", "in/../../x", "/etc", "out", "out/x", "chain"])
def test_a_path_never_leads_out(store, tmp_path, destination):
    digest = kept(store, tmp_path, {"a": b"1"})
    (tmp_path / "outside").mkdir()
    (tmp_path / "to/out").symlink_to(tmp_path / "outside")
    (tmp_path / "to/chain").symlink_to("out")
    with pytest.raises(ArtifactError, match="leads out of the workspace"):
        store.place(digest, destination, tmp_path / "to", {})
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_path_through_a_link_inside_is_followed(store, tmp_path):
    digest = kept(store, tmp_path, {"a": b"1"})
    fill(tmp_path / "to", {"real/x": b"2", "link": "real"})
    taken = {}
    store.place(digest, "link", tmp_path / "to", taken)
    assert taken.keys() == {"real/a"}
    assert (tmp_path / "to/real/a").read_bytes() == b"1"


@pytest.mark.parametrize("in_the_way", ["link", "file"])
def test_nothing_is_written_below_a_link_or_a_file_of_the_workspace(store, tmp_path, in_the_way):
    digest = kept(store, tmp_path, {"dist/a": b"1"})
    (tmp_path / "outside").mkdir()
    if in_the_way == "link":
        (tmp_path / "to/dist").symlink_to(tmp_path / "outside")
    else:
        (tmp_path / "to/dist").touch()
    with pytest.raises(ArtifactError, match="dist of the workspace is a file or a link"):
        store.place(digest, ".", tmp_path / "to", {})
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_folder_in_the_way_of_a_file_is_told(store, tmp_path):
    digest = kept(store, tmp_path, {"dist": b"1"})
    fill(tmp_path / "to", {"dist/a": b"1"})
    with pytest.raises(ArtifactError, match="dist: Is a directory"):
        store.place(digest, ".", tmp_path / "to", {})
    assert look(tmp_path / "to") == {"dist/a": b"1"}


def test_a_link_that_another_link_would_lead_out_is_refused_and_removed(store, tmp_path):
    digest = kept(store, tmp_path, {"x/l": "../y/z", "y/z": b"1"})
    plain = forged(store, Entry("l", link="y/../../w"))
    (tmp_path / "to/y").symlink_to(tmp_path)
    with pytest.raises(ArtifactError):
        store.place(digest, ".", tmp_path / "to", {})
    with pytest.raises(ArtifactError, match="would lead out of the workspace"):
        store.place(plain, ".", tmp_path / "to", {})
    assert not (tmp_path / "to/l").is_symlink()


@pytest.mark.parametrize(
    "entries",
    [
        [Entry("../x")], [Entry("/tmp/x")], [Entry("a/../../x")], [Entry("l", link="/etc"), Entry("l/x")],
        [Entry("l", link=".."), Entry("l/x")], [Entry("l", link="../..")], [Entry("l", link="/etc/passwd")],
        [Entry("a"), Entry("a/b")],
    ],
)  # fmt: skip
def test_a_tampered_manifest_writes_nothing_outside(store, tmp_path, entries):
    digest = forged(store, *entries)
    before = look(tmp_path)
    with pytest.raises(ArtifactError):
        store.place(digest, ".", tmp_path / "to", {})
    assert {name: value for name, value in look(tmp_path).items() if not name.startswith("to/")} == before
    assert look(tmp_path / "to") == {}


def test_a_corrupted_object_is_never_placed(store, tmp_path):
    digest = kept(store, tmp_path, {"a": b"content"})
    entry = store.entries(digest)[0]
    path = store.objects.path(entry.digest)
    path.chmod(0o600)
    path.write_bytes(b"CONTENT")
    with pytest.raises(CorruptedObjectError, match=r"build\.all: the stored object [0-9a-f]{64} is corrupted"):
        store.place(digest, ".", tmp_path / "to", {}, "build.all")
    assert look(tmp_path / "to") == {}
    with pytest.raises(CorruptedObjectError):
        store.verify(digest)
    path.unlink()
    assert store.missing(digest)
    with pytest.raises(MissingObjectError):
        store.place(digest, ".", tmp_path / "to", {})


def test_a_size_that_is_not_the_content_s_is_told(store, tmp_path):
    with store.storing() as batch:
        content = batch.add_bytes(b"content").digest
        digest = batch.add_bytes(encode([Entry("a", content, 6)])).digest
    with pytest.raises(ArtifactError, match="7 bytes in the store, 6 in the manifest"):
        store.place(digest, ".", tmp_path / "to", {})
    assert look(tmp_path / "to") == {}

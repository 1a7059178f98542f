"""Addresses of artifact stores: what a profile may say, and that the runtime understands it."""

import pytest

from compiler.frontend.store_addresses import refusal
from compiler.ir.profile import ArtifactStore
from runtime.artifacts.handing.opening import open_handing
from runtime.artifacts.handing.places import Place, parse_place
from runtime.artifacts.handing.signed import SignedHanding
from tests.frontend.test_profiles import load


@pytest.mark.parametrize("url", ["https://h", "https://h:7420", "http://10.0.0.5:7420/pre/fix/", "https://[::1]:1"])
def test_a_server_is_understood_by_the_runtime(url, tmp_path):
    assert refusal("https", url) == ""
    assert isinstance(open_handing(ArtifactStore("https", url).address, tmp_path), SignedHanding)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://s3.example/parcels", Place("https://s3.example", "parcels")),
        ("http://10.0.0.5:9000/parcels/a/b/", Place("http://10.0.0.5:9000", "parcels", "a/b")),
        ("https://s3.example/parcels?region=eu", Place("https://s3.example", "parcels", "", "eu")),
        ("s3://parcels", Place("https://s3.amazonaws.com", "parcels")),
        (
            "s3://parcels/a?endpoint=https://s3.example:9/&region=eu",
            Place("https://s3.example:9", "parcels", "a", "eu"),
        ),
    ],
)
def test_a_bucket_is_understood_by_the_runtime(url, place):
    assert refusal("s3", url) == ""
    assert parse_place(ArtifactStore("s3", url).address, {}) == place


@pytest.mark.parametrize(
    ("kind", "url", "reason"),
    [
        ("https", "s3://parcels", "is no `https://` address"),
        ("https", "ftp://h/", "is no `https://` address"),
        ("https", "https://h/?x=1", "has a query"),
        ("https", "https://h/#x", "has a fragment"),
        ("https", "https://me:secret@h/", "holds credentials"),
        ("https", "https://h//p", "has two slashes in a row in its path"),
        ("https", "https://h:99999/", "has no valid host"),
        ("https", "https://:7420/", "has no valid host"),
        ("https", "https://[::1/", "has no valid host"),
        ("s3", "https://s3.example", "names no bucket"),
        ("s3", "https://s3.example/P", "names no bucket"),
        ("s3", "s3://x", "names no bucket"),
        ("s3", "ftp://h/parcels", "is neither an `s3://` nor an `https://` address"),
        ("s3", "s3://parcels?endpoint=h:9", "has an endpoint `h:9` that is no `https://HOST:PORT`"),
        ("s3", "s3://parcels?end=h", "has an unknown part `end` in its query"),
        ("s3", "https://h/parcels?endpoint=https://x", "has an unknown part `endpoint` in its query"),
        ("s3", "s3://parcels/a//b", "has two slashes in a row in its path"),
    ],
)
def test_what_no_store_can_be_at_is_told(kind, url, reason):
    assert refusal(kind, url) == reason


def test_a_mistake_is_told_at_the_url():
    text = "[targets.nomad]\nartifact_store = {kind = 'https', url = 's3://parcels'}"
    (found,) = load(text).diagnostics
    assert found.code == "PC793"
    assert text[found.span.start : found.span.end] == "'s3://parcels'"
    assert "pipec artifact serve" in found.help
    assert load(text).profiles["nomad"].artifact_store is None

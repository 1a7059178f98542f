"""Handing by an S3 store, against a real one."""

import asyncio
import hashlib
import os
import time

import httpx
import pytest

from runtime.artifacts.handing.opening import open_handing
from runtime.artifacts.handing.places import Place, parse_place
from runtime.artifacts.store import ArtifactStore
from runtime.errors import ArtifactError
from tests.runtime.artifacts.handing.certificates import make_certificate
from tests.runtime.artifacts.handing.stores import KEYS, s3_server
from tests.runtime.artifacts.stores import ALL, fill


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def s3(tmp_path, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with s3_server(tmp_path / "s3") as server:
        yield server


def keep(state, content=b"content"):
    return ArtifactStore(state).keep("r", "build", ALL, fill(state.parent / "w", {"a/file": content})).digest


def offer(address, state, *digests, lifetime=600):
    async def give():
        handing = open_handing(address, state)
        try:
            return await asyncio.gather(*(handing.offer(each, time.time() + lifetime) for each in digests))
        finally:
            await handing.close()

    return asyncio.run(give())


@pytest.mark.engine
def test_an_archive_is_uploaded_once_and_fetched_by_anybody(s3, state):
    digest = keep(state, os.urandom(12 << 20))  # more than one part
    (given,) = offer(s3.address("/a/b"), state, digest)
    answer = httpx.get(given.url)
    assert answer.status_code == 200
    assert given.checksum == f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
    (file,) = s3.files()
    assert file == s3.bucket / "a/b" / digest / f"{given.checksum.removeprefix('sha256:')}.tar.gz"
    first = file.stat().st_mtime_ns
    again = offer(s3.address("/a/b"), state, digest, digest, None)
    assert {each.checksum for each in again[:2]} == {given.checksum}
    assert file.stat().st_mtime_ns == first
    assert httpx.get(again[2].url).status_code == 200


@pytest.mark.engine
def test_an_archive_that_is_old_or_cut_off_is_uploaded_again(s3, state):
    digest = keep(state)
    (given,) = offer(s3.address(), state, digest)
    (file,) = s3.files()
    whole = file.read_bytes()
    os.utime(file, (1, 1))
    offer(s3.address(), state, digest)
    assert s3.files()[0].stat().st_mtime > 1
    s3.files()[0].write_bytes(whole[:-1])
    offer(s3.address(), state, digest)
    assert httpx.get(given.url).content == whole


@pytest.mark.engine
def test_a_wrong_region_or_none_is_told(s3, state, monkeypatch):
    digest = keep(state)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for address in (f"s3://parcels?endpoint={s3.endpoint}", s3.address().replace("eu-test-1", "us-west-1")):
        with pytest.raises(ArtifactError, match="is in another region") as told:
            offer(address, state, digest)
        assert "?region=REGION" in told.value.help
    monkeypatch.setenv("AWS_REGION", "eu-test-1")
    (given,) = offer(f"s3://parcels?endpoint={s3.endpoint}", state, digest)
    assert httpx.get(given.url).status_code == 200


@pytest.mark.engine
def test_an_address_expires_and_cannot_be_changed(s3, state):
    (given,) = offer(s3.address(), state, keep(state), lifetime=2)
    assert httpx.get(given.url).status_code == 200
    assert httpx.get(given.url.replace("tar.gz", "tar.gx")).status_code in {403, 404}
    assert httpx.get(given.url.replace("X-Amz-Expires=", "X-Amz-Expires=9")).status_code == 403
    time.sleep(2.5)
    assert httpx.get(given.url).status_code == 403


@pytest.mark.engine
def test_what_is_wrong_is_told_without_secrets(s3, state, monkeypatch):
    digest = keep(state)
    with pytest.raises(ArtifactError, match=r"the bucket `none` at http://.* does not exist") as absent:
        offer(s3.address(bucket="none"), state, digest)
    assert "Make the bucket" in absent.value.help
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong secret")
    with pytest.raises(ArtifactError, match=r"refuses (the signature|access)") as refused:
        offer(s3.address(), state, digest)
    assert "wrong secret" not in f"{refused.value} {refused.value.help}"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    with pytest.raises(ArtifactError, match=r"does not know the access key|refuses access"):
        offer(s3.address(), state, digest)
    assert s3.files() == []


@pytest.mark.engine
def test_credentials_come_from_the_usual_file_too(s3, state, tmp_path, monkeypatch):
    digest = keep(state)
    for name in KEYS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    with pytest.raises(ArtifactError, match="there are no credentials") as none:
        offer(s3.address(), state, digest)
    assert "AWS_ACCESS_KEY_ID" in none.value.help
    lines = "\n".join(f"{name.lower()} = {value}" for name, value in KEYS.items())
    (tmp_path / "credentials").write_text(f"[default]\n{lines}\n")
    (given,) = offer(s3.address(), state, digest)
    assert httpx.get(given.url).status_code == 200


@pytest.mark.engine
def test_tls_is_verified(state, tmp_path, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    made = make_certificate(tmp_path / "tls")
    with s3_server(tmp_path / "s3", made) as server:
        digest = keep(state)
        with pytest.raises(ArtifactError, match="a certificate that is not trusted"):
            offer(server.address(), state, digest)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
        (given,) = offer(server.address(), state, digest)
    assert given.url.startswith("https://127.0.0.1:")


def test_a_store_that_is_down_is_told(state, monkeypatch):
    pytest.importorskip("minio", reason="the extra `s3` is not installed")
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ArtifactError, match=r"no server answers for the bucket `box` at http://127.0.0.1:9") as down:
        offer("s3://box?endpoint=http://127.0.0.1:9&region=r", state, keep(state))
    assert down.value.failure_class == "dependency"


@pytest.mark.parametrize("lifetime", [0, -5, 8 * 86400])
def test_an_address_is_good_for_a_week_at_most(state, lifetime):
    pytest.importorskip("minio", reason="the extra `s3` is not installed")
    with pytest.raises(ArtifactError, match="1 second to 7 days"):
        offer("s3://box?endpoint=http://127.0.0.1:9&region=r", state, None, lifetime=lifetime)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("s3://box", Place("https://s3.amazonaws.com", "box")),
        ("s3://box/", Place("https://s3.amazonaws.com", "box")),
        ("s3://box/x/y/?region=eu", Place("https://s3.amazonaws.com", "box", "x/y", "eu")),
        ("s3://box?endpoint=http://h:9000/", Place("http://h:9000", "box")),
        ("s3://box/x?endpoint=https%3A%2F%2Fh&region=", Place("https://h", "box", "x")),
    ],
)
def test_an_address_names_a_place(address, expected):
    assert parse_place(address, {}) == expected


def test_the_region_is_that_of_the_environment_where_the_address_has_none():
    assert parse_place("s3://box", {"AWS_REGION": "eu"}).region == "eu"
    assert parse_place("s3://box", {"AWS_DEFAULT_REGION": "eu"}).region == "eu"
    assert parse_place("s3://box?region=us", {"AWS_REGION": "eu"}).region == "us"


@pytest.mark.parametrize(
    "address",
    [
        "s3://box?endpoint=ftp://h",
        "s3://box?endpoint=h",
        "s3://box?endpoint=https://h/x",
        "s3://box?e=1",
        "s3://box/x//y",
        "s3://b",
        "s3://BOX",
        "s3://a:b@box",
    ],
)
def test_what_is_no_place_is_told(address):
    with pytest.raises(ArtifactError, match="is no address of an S3 store") as wrong:
        parse_place(address, {})
    assert "s3://BUCKET/PREFIX" in wrong.value.help

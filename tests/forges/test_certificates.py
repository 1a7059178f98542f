"""TLS: an authority of one's own, and what is not trusted gets no token."""

import subprocess

import pytest

from pipec.forges import ForgeError
from tests.forges.conftest import Poster
from tests.forges.fake import serving
from tests.forges.fakes import FakeGitea


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    names = str(folder / "cert.pem"), str(folder / "key.pem")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-out", names[0], "-keyout", names[1],
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return names


@pytest.fixture
def secure(certificate):
    with serving(FakeGitea(), certificate) as fake:
        fake.kind = "forgejo"
        yield fake


def test_an_authority_in_the_environment(secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    assert Poster(secure)().how == "created"


def test_what_is_not_trusted_is_told_once(secure):
    poster = Poster(secure)
    with pytest.raises(ForgeError, match=r"is not trusted: .*SSL_CERT_FILE"):
        poster()
    assert poster.slept == []
    assert secure.asked == []


def test_a_file_of_authorities_that_is_none(secure, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(ForgeError, match="SSL_CERT_FILE"):
        Poster(secure)()


def test_a_proxy_of_the_environment(forge, poster, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", forge.address)
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(ForgeError, match="no such pull request"):
        poster(where=poster.where._replace(api="http://forge.invalid/api"))
    assert forge.asked[0].path.startswith("http://forge.invalid/") or forge.asked[0].fields["host"] == "forge.invalid"


def test_a_proxy_that_is_none(forge, poster, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "nonsense://user:secret@x")
    with pytest.raises(ForgeError, match="proxy") as caught:
        poster()
    assert "secret" not in caught.value.text

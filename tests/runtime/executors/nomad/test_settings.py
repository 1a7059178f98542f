"""Nomad's own variables: what they mean, and what cannot be meant."""

import pytest

from runtime.errors import ExecutorError
from runtime.executors.nomad.settings import DEFAULT_ADDRESS, read_settings, tls_context


def test_without_any_it_is_the_agent_of_this_machine():
    settings = read_settings({})
    assert settings.address == DEFAULT_ADDRESS
    assert settings.verifies
    assert tls_context(settings) is None


def test_the_token_is_shown_to_nobody():
    settings = read_settings({"NOMAD_TOKEN": "secret-token", "NOMAD_ADDR": "https://x:4646/"})
    assert settings.token == "secret-token"
    assert "secret-token" not in f"{settings} {settings!r}"
    assert settings.address == "https://x:4646"


@pytest.mark.parametrize(
    "address", ["x", "ftp://x", "http://", "http://x:0", "http://[::1", "unix:///x", "http://u:p@x"]
)
def test_an_address_that_is_none(address):
    with pytest.raises(ExecutorError, match="NOMAD_ADDR") as caught:
        read_settings({"NOMAD_ADDR": address})
    assert "u:p" not in str(caught.value)


def test_half_of_a_pair_is_refused():
    with pytest.raises(ExecutorError, match="only one of"):
        read_settings({"NOMAD_CLIENT_KEY": "x"})


@pytest.mark.parametrize(
    ("text", "verifies"), [("", True), ("false", True), ("0", True), ("true", False), ("1", False)]
)
def test_whether_certificates_are_verified(text, verifies):
    assert read_settings({"NOMAD_SKIP_VERIFY": text}).verifies is verifies


def test_certificates_that_cannot_be_read(tmp_path):
    (tmp_path / "bad.pem").write_text("no certificate")
    for name in ("none.pem", "bad.pem"):
        with pytest.raises(ExecutorError, match="cannot be read"):
            tls_context(read_settings({"NOMAD_ADDR": "https://x", "NOMAD_CACERT": str(tmp_path / name)}))

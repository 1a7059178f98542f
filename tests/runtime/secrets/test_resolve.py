"""Secrets from variables, a dotenv file and files; what is missing or of no use is told all at once, without values."""

import asyncio
import os

import pytest

from runtime.errors import SecretError
from runtime.secrets import SecretSources, Source, resolve_secrets


def resolve(names, sources=SecretSources(), /, **environment):  # noqa: B008 - it cannot change
    return dict(asyncio.run(resolve_secrets(names, sources, environment=environment)))


def refusal(names, sources=SecretSources(), /, **environment):  # noqa: B008 - it cannot change
    with pytest.raises(SecretError) as caught:
        resolve(names, sources, **environment)
    assert caught.value.failure_class == "configuration"
    return f"{caught.value}\n{caught.value.help}"


def test_variables():
    assert resolve(["deploy-key"], deploy_key="by its name") == {"deploy-key": "by its name"}
    assert resolve(["deploy-key"], PIPEC_SECRET_DEPLOY_KEY="ours", deploy_key="other") == {"deploy-key": "ours"}
    assert resolve(["a", "b", "a"], a="1111", b="2222") == {"a": "1111", "b": "2222"}
    assert resolve([]) == {}


def test_the_process_has_the_variables_unless_others_are_given(monkeypatch):
    monkeypatch.setenv("PIPEC_SECRET_TOKEN", "from here")
    assert asyncio.run(resolve_secrets(["token"], SecretSources())) == {"token": "from here"}


def test_all_that_is_missing_is_told_at_once():
    sources = SecretSources(names={"key": Source("file", "/nowhere/key"), "other": Source("env", "OTHER")})
    told = refusal(["token", "key", "present", "other"], sources, present="value")
    assert "3 secrets cannot be had" in told
    assert "`token` is not in $PIPEC_SECRET_TOKEN and $token: set PIPEC_SECRET_TOKEN" in told
    assert "`key` is not in the file /nowhere/key: write it into /nowhere/key" in told
    assert "`other` is not in $OTHER: set OTHER" in told
    assert "present" not in told


def test_one_that_is_missing():
    told = refusal(["token"])
    assert told == "the secret `token` is not in $PIPEC_SECRET_TOKEN and $token\nset PIPEC_SECRET_TOKEN"


def test_an_empty_variable_is_none():
    assert "`token` is not in" in refusal(["token"], token="")


@pytest.mark.parametrize("value", ["abc", "abc\n", "é\n\n", "\n\n\n\n\n"])
def test_short_values_are_refused_and_not_shown(value):
    told = refusal(["token"], token=value)
    assert "fewer than 4 characters" in told
    assert value.strip() == "" or value.strip() not in told.replace("characters", "")


def test_a_nul_is_refused(tmp_path):
    (tmp_path / "token").write_bytes(b"se\0cret")
    told = refusal(["token"], SecretSources(("directory",), directory=tmp_path))
    assert "holds a NUL" in told
    assert "cret" not in told.replace("secret", "")


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("value", "value"),
        ("value\n", "value"),
        ("value\r\n", "value"),
        ("value\n\n", "value\n"),
        (" value ", " value "),
        ("-----BEGIN\nkey\n-----END\n", "-----BEGIN\nkey\n-----END"),
    ],
)
def test_files_lose_one_newline(tmp_path, content, value):
    (tmp_path / "token").write_bytes(content.encode())
    assert resolve(["token"], SecretSources(("directory",), directory=tmp_path)) == {"token": value}
    one = SecretSources(names={"token": Source("file", str(tmp_path / "token"))})
    assert resolve(["token"], one, token="other") == {"token": value}


def test_files_that_are_none(tmp_path):
    sources = SecretSources(("directory",), directory=tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xfd\xfc")
    (tmp_path / "long").write_bytes(b"x" * 2_000_000)
    for name, words in (("folder", "no file"), ("pipe", "no file"), ("binary", "no UTF-8"), ("long", "longer")):
        told = refusal([name], sources)
        assert words in told, told


def test_the_order_counts_and_a_place_of_its_own_counts_alone(tmp_path):
    (tmp_path / "a").write_text("from a file")
    (tmp_path / "b").write_text("from a file")
    both = SecretSources(("directory", "env"), directory=tmp_path)
    assert resolve(["a", "c"], both, a="variable", c="variable") == {"a": "from a file", "c": "variable"}
    assert resolve(["a"], both._replace(order=("env", "directory")), a="variable") == {"a": "variable"}
    own = both._replace(names={"a": Source("env", "OTHER")})
    assert resolve(["a"], own, OTHER="its own") == {"a": "its own"}
    assert "`a` is not in $OTHER" in refusal(["a"], own, a="variable")


def test_each_place_that_was_looked_into_is_told(tmp_path):
    sources = SecretSources(("env", "dotenv", "directory"), dotenv=tmp_path / ".env", directory=tmp_path)
    told = refusal(["token"], sources)
    assert f"$PIPEC_SECRET_TOKEN and $token, {tmp_path}/.env, the file {tmp_path}/token" in told


def test_a_dotenv_file(tmp_path):
    path = tmp_path / ".env"
    sources = SecretSources(("env", "dotenv"), dotenv=path)
    assert "`token`" in refusal(["token"], sources)
    path.write_text("token=from the file\ndeploy_key='x y z'\nPIPEC_SECRET_OTHER=first\n")
    assert resolve(["token", "deploy-key", "other"], sources) == {
        "token": "from the file",
        "deploy-key": "x y z",
        "other": "first",
    }
    assert resolve(["token"], sources, token="variable") == {"token": "variable"}


def test_a_dotenv_file_that_somebody_named_has_to_be_there(tmp_path):
    sources = SecretSources(("dotenv",), dotenv=tmp_path / "absent.env", dotenv_needed=True)
    assert "there is no file" in refusal(["token"], sources)

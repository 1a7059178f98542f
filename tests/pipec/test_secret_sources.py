"""From `[secrets]` of a configuration to where the runtime looks."""

from pathlib import Path

import pytest

from pipec.secret_sources import load_secret_sources, with_secret_file
from runtime.errors import SecretError
from runtime.secrets import SecretSources, Source


@pytest.fixture
def repository(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "ci").mkdir()
    return tmp_path


def configured(repository, text, name=".pipec.toml", folder=""):
    (repository / folder / name).write_text(text)
    return load_secret_sources(str(repository / "ci"))


def test_without_a_configuration(repository):
    expected = SecretSources(("env", "dotenv"), dotenv=repository / ".env")
    assert load_secret_sources(str(repository / "ci")) == expected
    assert configured(repository, "[lint]\nstrict = true\n") == expected


def test_everything(repository):
    text = """
[secrets]
order = ["directory", "vault", "env"]
dotenv = "ci/.env"
directory = "/run/secrets"
vault = "/secret/data/shop/"
nomad = "pipec/shop"

[secrets.names]
token = {env = "REGISTRY_TOKEN"}
key = {file = "keys/key"}
password = {vault = "secret/data/db", key = "password"}
login = {nomad = "pipec/db"}
"""
    assert configured(repository, text) == SecretSources(
        ("directory", "vault", "env"),
        {
            "token": Source("env", "REGISTRY_TOKEN"),
            "key": Source("file", f"{repository}/keys/key"),
            "password": Source("vault", "secret/data/db", "password"),
            "login": Source("nomad", "pipec/db"),
        },
        repository / "ci/.env",
        dotenv_needed=True,
        directory=Path("/run/secrets"),
        vault="secret/data/shop",
        nomad="pipec/shop",
    )


def test_places_that_are_named_are_looked_into(repository):
    found = configured(repository, "[tool.pipec.secrets]\nnomad = 'pipec/shop'\n", "pyproject.toml")
    assert found.order == ("env", "dotenv", "nomad")


def test_paths_are_relative_to_the_configuration(repository):
    found = configured(repository, "[secrets]\ndirectory = 'secrets'\n", folder="ci")
    assert found.directory == repository / "ci/secrets"
    assert found.dotenv == repository / "ci/.env"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[secrets]\n\norder = ['environment']", 3, "environment"),
        ("[secrets]\norder = ['vault']", 2, "`secrets` has no `vault`"),
        ("[secrets]\norder = 1", 2, "list of strings"),
        ("[secrets]\nvalut = 'x'", 2, "no key `valut`"),
        ("[secrets]\nvault = 'a/../b'", 2, "no path of a secret"),
        ("[secrets]\nnames = {a = {}}", 2, "needs one place"),
        ("[secrets.names.a]\nenv = 'A B'", 2, "no name of a variable"),
        ("[secrets.names.a]\nenv = 'A'\nkey = 'b'", 3, "says nothing"),
        ("[secrets.names]\n'a b' = {env = 'A'}", 2, "no name of a secret"),
        ("secrets = 1", 1, "a table"),
        ("[secrets", 1, ""),
    ],
)
def test_what_is_wrong_is_told_by_its_line(repository, text, line, words):
    with pytest.raises(SecretError, match=rf"^\.pipec\.toml:{line}: .*{words}"):
        configured(repository, text)


def test_a_secret_file_comes_before_all_else(repository):
    path = repository / "mine.env"
    path.write_text("token=mine\n")
    found = configured(repository, "[secrets.names]\ntoken = {env = 'T'}\nkey = {env = 'K'}\n")
    mine = with_secret_file(found, str(path))
    assert (mine.order, mine.dotenv, mine.dotenv_needed) == (("dotenv", "env"), path, True)
    assert mine.names == {"key": Source("env", "K")}
    with pytest.raises(SecretError, match="there is no file"):
        with_secret_file(found, str(repository / "absent"))

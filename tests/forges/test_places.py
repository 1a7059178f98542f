"""Which forge, repository and pull request it is, and which token may go there."""

import json
import subprocess

import pytest

from pipec.forges import ForgeError, Links, Wanted, Where, find_place
from pipec.forges.tokens import find_token

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_REF": "refs/pull/12/merge",
}
FORGEJO = {
    **GITHUB,
    "FORGEJO_ACTIONS": "true",
    "GITEA_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://codeberg.org",
    "GITHUB_API_URL": "https://codeberg.org/api/v1",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_SERVER_URL": "https://gitlab.example",
    "CI_API_V4_URL": "https://gitlab.example/api/v4",
    "CI_PROJECT_PATH": "fork/shop",
    "CI_MERGE_REQUEST_PROJECT_PATH": "acme/web/shop",
    "CI_MERGE_REQUEST_IID": "12",
}
WOODPECKER = {
    "CI": "woodpecker",
    "CI_FORGE_TYPE": "forgejo",
    "CI_FORGE_URL": "https://git.example/",
    "CI_REPO": "acme/shop",
    "CI_COMMIT_PULL_REQUEST": "12",
}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (GITHUB, Where("github", "https://github.com", "https://api.github.com", "acme/shop", 12)),
        (FORGEJO, Where("forgejo", "https://codeberg.org", "https://codeberg.org/api/v1", "acme/shop", 12)),
        (
            {**FORGEJO, "FORGEJO_ACTIONS": ""},
            Where("gitea", "https://codeberg.org", "https://codeberg.org/api/v1", "acme/shop", 12),
        ),
        (GITLAB, Where("gitlab", "https://gitlab.example", "https://gitlab.example/api/v4", "acme/web/shop", 12)),
        (WOODPECKER, Where("forgejo", "https://git.example", "https://git.example/api/v1", "acme/shop", 12)),
        (
            {**WOODPECKER, "CI_FORGE_TYPE": "github", "CI_FORGE_URL": "https://github.com"},
            Where("github", "https://github.com", "https://api.github.com", "acme/shop", 12),
        ),
    ],
)
def test_what_the_ci_says(environment, expected):
    assert find_place(Wanted(), environment) == expected


def test_an_event_that_has_no_ref_of_a_merge(tmp_path):
    event = tmp_path / "event.json"
    environment = {**GITHUB, "GITHUB_REF": "refs/heads/main", "GITHUB_EVENT_PATH": str(event)}
    event.write_text(json.dumps({"pull_request": {"number": 31}}))
    assert find_place(Wanted(), environment).number == 31
    for content in ("[]", "{}", "{", '{"pull_request": 1}', '{"pull_request": {"number": -1}}'):
        event.write_text(content)
        with pytest.raises(ForgeError, match="--pull-request"):
            find_place(Wanted(), environment)


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("git@github.com:acme/shop.git", ("github", "https://github.com", "acme/shop")),
        ("github.com:acme/shop", ("github", "https://github.com", "acme/shop")),
        ("ssh://git@codeberg.org:22/acme/shop.git", ("forgejo", "https://codeberg.org", "acme/shop")),
        ("https://user:secret@gitlab.com/a/b/shop.git", ("gitlab", "https://gitlab.com", "a/b/shop")),
        ("https://github.com/acme/shop/", ("github", "https://github.com", "acme/shop")),
    ],
)
def test_what_the_remote_says(remote, expected):
    found = find_place(Wanted(number=3), {}, remote)
    assert (found.kind, found.server, found.repository) == expected


@pytest.mark.parametrize("remote", ["", "/srv/git/shop.git", "../shop", "file:///srv/shop", "C:"])
def test_a_remote_that_is_no_forge(remote):
    with pytest.raises(ForgeError, match="--forge-url"):
        find_place(Wanted(number=3), {}, remote)


def test_options_come_first():
    wanted = Wanted("gitea", "https://other.example", "x/y", 9)
    assert find_place(wanted, GITLAB) == Where(
        "gitea", "https://other.example", "https://other.example/api/v1", "x/y", 9
    )
    assert find_place(Wanted(number=5), GITLAB).number == 5


def test_what_the_ci_says_of_another_forge_is_not_taken():
    with pytest.raises(ForgeError, match="--repo"):
        find_place(Wanted("gitea", "https://other.example"), GITHUB, "git@github.com:acme/shop.git")


@pytest.mark.parametrize(
    ("wanted", "environment", "message"),
    [
        (Wanted(), {}, "--forge-url"),
        (Wanted(server="https://git.example"), {}, "--forge`, one of"),
        (Wanted(kind="bitbucket", server="https://git.example"), {}, "no forge that pipec can post to"),
        (Wanted(), {**WOODPECKER, "CI_FORGE_TYPE": "bitbucket"}, "no forge that pipec can post to"),
        (Wanted(), {**WOODPECKER, "CI_REPO": ""}, "--repo OWNER/NAME"),
        (Wanted(), {**GITLAB, "CI_MERGE_REQUEST_IID": ""}, "--pull-request"),
        (Wanted(repository="a"), GITHUB, "no repository"),
        (Wanted(repository="a/b/c"), GITHUB, "no repository"),
        (Wanted(repository="a/.."), GITHUB, "no repository"),
        (Wanted(repository="a/b?x"), GITHUB, "no repository"),
        (Wanted("gitea", "http://git.example", "a/b", 1), {}, "PIPEC_FORGE_PLAIN_HTTP"),
        (Wanted("gitea", "ftp://git.example", "a/b", 1), {}, "no address of a forge"),
        (Wanted("gitea", "git.example", "a/b", 1), {}, "no address of a forge"),
        (Wanted("gitea", "https://git.example:x", "a/b", 1), {}, "no address"),
        (Wanted("gitea", "https://user:secret@git.example", "a/b", 1), {}, "has a user in it"),
    ],
)
def test_what_is_missing_is_told(wanted, environment, message):
    with pytest.raises(ForgeError, match=message) as caught:
        find_place(wanted, environment)
    assert "secret" not in caught.value.text


def test_plain_http_where_it_is_told_or_on_this_host():
    wanted = Wanted("gitea", "http://forgejo:3000", "a/b", 1)
    assert find_place(wanted, {"PIPEC_FORGE_PLAIN_HTTP": "1"}).server == "http://forgejo:3000"
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert find_place(wanted._replace(server=f"http://{host}:3000"), {}).kind == "gitea"


def token(environment, kind="github", server="https://github.com"):
    return find_token(Where(kind, server, server, "a/b", 1), environment).variable


def test_tokens():
    assert token({"GITHUB_TOKEN": "a", "GH_TOKEN": "b"}) == "GITHUB_TOKEN"
    assert token({"GH_TOKEN": "b"}) == "GH_TOKEN"
    assert token({"GITHUB_TOKEN": "a", "PIPEC_FORGE_TOKEN": "b"}) == "PIPEC_FORGE_TOKEN"
    assert token({"GITEA_TOKEN": "a", "GITHUB_TOKEN": "b"}, "forgejo", "https://x") == "GITEA_TOKEN"
    assert token({"FORGEJO_TOKEN": "a"}, "gitea", "https://x") == "FORGEJO_TOKEN"
    assert token({"GITLAB_TOKEN": "a", "CI_JOB_TOKEN": "b"}, "gitlab", "https://x") == "GITLAB_TOKEN"
    assert token({"CI_JOB_TOKEN": "b", "CI_SERVER_URL": "https://x/"}, "gitlab", "https://x") == "CI_JOB_TOKEN"
    assert token({"GITHUB_TOKEN": "b", "GITHUB_SERVER_URL": "https://x"}, "forgejo", "https://x") == "GITHUB_TOKEN"
    assert token({"GH_ENTERPRISE_TOKEN": "b"}, "github", "https://ghe.example") == "GH_ENTERPRISE_TOKEN"


@pytest.mark.parametrize(
    ("environment", "kind", "server"),
    [
        ({}, "github", "https://github.com"),
        ({"GITHUB_TOKEN": " \n"}, "github", "https://github.com"),
        ({"GITHUB_TOKEN": "a"}, "github", "https://ghe.example"),
        ({"GITHUB_TOKEN": "a", "GITHUB_SERVER_URL": "https://github.com"}, "forgejo", "https://git.example"),
        ({"CI_JOB_TOKEN": "a", "CI_SERVER_URL": "https://gitlab.com"}, "gitlab", "https://gitlab.example"),
        ({"GITLAB_TOKEN": "a"}, "gitea", "https://git.example"),
    ],
)
def test_a_token_goes_to_no_forge_that_it_is_not_for(environment, kind, server):
    with pytest.raises(ForgeError, match="there is no token for"):
        token(environment, kind, server)


@pytest.mark.parametrize("value", ["se cret", "se\ncret", "sécret", "se\x00cret"])
def test_what_is_no_token_is_refused_without_being_shown(value):
    with pytest.raises(ForgeError, match="GITHUB_TOKEN holds is no token") as caught:
        token({"GITHUB_TOKEN": value})
    assert "cret" not in caught.value.text


def test_a_token_is_never_shown():
    found = find_token(Where("github", "https://github.com", "", "a/b", 1), {"GITHUB_TOKEN": "hidden"})
    assert "hidden" not in f"{found} {found!r} {(found,)}"


COMMIT = "a" * 40


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("github", f"https://x/a/b/blob/{COMMIT}/de%20ep/p%23.yaml#L3-L5"),
        ("forgejo", f"https://x/a/b/src/commit/{COMMIT}/de%20ep/p%23.yaml#L3-L5"),
        ("gitlab", f"https://x/a/b/-/blob/{COMMIT}/de%20ep/p%23.yaml#L3-5"),
    ],
)
def test_links(kind, expected):
    links = Links(kind, "https://x", "a/b", "", COMMIT)
    assert links.lines("de ep/p#.yaml", 3, 5, after=True) == expected
    assert links.lines("p.yaml", 3, 3, after=True).endswith("#L3")
    assert links.lines("p.yaml", 3, 5, after=False) == ""
    assert links.lines("/tmp/p.yaml", 3, 5, after=True) == ""
    assert links._replace(after="main").lines("p.yaml", 3, 5, after=True) == ""


def test_asking_where_loads_no_client():
    import sys

    code = "import sys, pipec.forges; print(sorted({'httpx', 'ssl', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

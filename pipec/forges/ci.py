"""What the variables of a CI say of the pull request that it runs for."""

# ruff: noqa: PTH123 - paths are text here, as everywhere on the command line

import json
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_PULL: Final = re.compile(r"refs/pull/([1-9]\d*)/(?:merge|head)")


class Found(NamedTuple):
    """What is known; empty, or 0, where nothing is."""

    kind: str = ""
    server: str = ""
    api: str = ""
    repository: str = ""
    number: int = 0


def look_around(environment: Mapping[str, str]) -> Found:
    """Return what the CI that we run in says, nothing where it is none that is known."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return _actions(environment)
    if environment.get("GITLAB_CI") == "true":
        return _gitlab(environment)
    if environment.get("CI") == "woodpecker" or environment.get("CI_SYSTEM_NAME") == "woodpecker":
        return _woodpecker(environment)
    return Found()


def _actions(environment: Mapping[str, str]) -> Found:
    """GitHub Actions, and Forgejo's and Gitea's, which set the same variables and one that tells."""
    kind = "github"
    if environment.get("FORGEJO_ACTIONS") == "true":
        kind = "forgejo"
    elif environment.get("GITEA_ACTIONS") == "true":
        kind = "gitea"
    return Found(
        kind,
        environment.get("GITHUB_SERVER_URL", "").rstrip("/"),
        environment.get("GITHUB_API_URL", "").rstrip("/"),
        environment.get("GITHUB_REPOSITORY", ""),
        _number_of_event(environment),
    )


def _number_of_event(environment: Mapping[str, str]) -> int:
    """Return the pull request of an event: in the ref of a merge, else in the event itself (`pull_request_target`)."""
    found = _PULL.fullmatch(environment.get("GITHUB_REF", ""))
    if found:
        return int(found[1])
    try:
        with open(environment.get("GITHUB_EVENT_PATH", ""), encoding="utf-8") as stream:
            event = json.load(stream)
    except (OSError, ValueError, RecursionError):
        return 0
    pull = event.get("pull_request") if isinstance(event, dict) else None
    number = pull.get("number") if isinstance(pull, dict) else None
    return number if isinstance(number, int) and number > 0 else 0


def _gitlab(environment: Mapping[str, str]) -> Found:
    """GitLab, in a pipeline for a merge request; the project is that which the request goes to, not a fork."""
    project = environment.get("CI_MERGE_REQUEST_PROJECT_PATH") or environment.get("CI_PROJECT_PATH", "")
    return Found(
        "gitlab",
        environment.get("CI_SERVER_URL", "").rstrip("/"),
        environment.get("CI_API_V4_URL", "").rstrip("/"),
        project,
        _number(environment.get("CI_MERGE_REQUEST_IID", "")),
    )


def _woodpecker(environment: Mapping[str, str]) -> Found:
    return Found(
        environment.get("CI_FORGE_TYPE", ""),
        environment.get("CI_FORGE_URL", "").rstrip("/"),
        "",
        environment.get("CI_REPO", ""),
        _number(environment.get("CI_COMMIT_PULL_REQUEST", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0

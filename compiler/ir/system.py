"""The system's variables: Woodpecker's names, the same on every runner.

All are text that is known only when the pipeline runs; one that says nothing for an event is empty, never unset.
"""

SYSTEM_VARIABLES: dict[str, str] = {
    "CI": "`pipec` on every runner but Woodpecker's, which says `woodpecker`",
    "CI_COMMIT_AUTHOR": "the author's login or name",
    "CI_COMMIT_AUTHOR_EMAIL": "the author's address",
    "CI_COMMIT_BRANCH": "the branch; for a pull request the one it is merged into",
    "CI_COMMIT_MESSAGE": "the commit's message",
    "CI_COMMIT_PRERELEASE": "`true` when the release is marked so",
    "CI_COMMIT_PULL_REQUEST": "the number of the pull request",
    "CI_COMMIT_REF": "the full git reference",
    "CI_COMMIT_REFSPEC": "the refspec, source and target branch",
    "CI_COMMIT_SHA": "the commit's hash",
    "CI_COMMIT_SOURCE_BRANCH": "the pull request's source branch",
    "CI_COMMIT_TAG": "the tag's name",
    "CI_COMMIT_TARGET_BRANCH": "the pull request's target branch",
    "CI_COMMIT_URL": "the commit's page",
    "CI_FORGE_TYPE": "the forge's kind",
    "CI_FORGE_URL": "the forge's address",
    "CI_PIPELINE_CREATED": "when the run was created, seconds since 1970",
    "CI_PIPELINE_DEPLOY_TARGET": "the environment that a deployment event names",
    "CI_PIPELINE_DEPLOY_TASK": "the task that a deployment event names",
    "CI_PIPELINE_EVENT": "what started the run: `push`, `pull_request`, `tag`, …",
    "CI_PIPELINE_NUMBER": "the run's number in its repository",
    "CI_PIPELINE_PARENT": "the number of the run that this one repeats",
    "CI_PIPELINE_STARTED": "when the run started, seconds since 1970",
    "CI_PIPELINE_URL": "the run's page",
    "CI_PREV_COMMIT_BRANCH": "the branch of the commit before",
    "CI_PREV_COMMIT_MESSAGE": "the message of the commit before",
    "CI_PREV_COMMIT_SHA": "the commit of the run before",
    "CI_PREV_PIPELINE_NUMBER": "the number of the run before",
    "CI_PREV_PIPELINE_STATUS": "how the run before ended",
    "CI_REPO": "the repository, `owner/name`",
    "CI_REPO_CLONE_URL": "where the repository is cloned from",
    "CI_REPO_DEFAULT_BRANCH": "the repository's default branch",
    "CI_REPO_NAME": "the repository's name",
    "CI_REPO_OWNER": "the repository's owner",
    "CI_REPO_PRIVATE": "`true` when the repository is private",
    "CI_REPO_URL": "the repository's page",
    "CI_STEP_NAME": "the step's name",
    "CI_SYSTEM_HOST": "the runner's host",
    "CI_SYSTEM_NAME": "the runner's name",
    "CI_SYSTEM_URL": "the runner's address",
    "CI_WORKFLOW_NAME": "the job's instance",
    "CI_WORKSPACE": "the workspace's path",
}
"""Name to what it says."""

TRIGGER_MEMBERS: dict[str, str] = {
    "event": "CI_PIPELINE_EVENT",
    "branch": "CI_COMMIT_BRANCH",
    "tag": "CI_COMMIT_TAG",
    "sha": "CI_COMMIT_SHA",
    "ref": "CI_COMMIT_REF",
    "message": "CI_COMMIT_MESSAGE",
    "author": "CI_COMMIT_AUTHOR",
    "pull_request": "CI_COMMIT_PULL_REQUEST",
    "source_branch": "CI_COMMIT_SOURCE_BRANCH",
    "target_branch": "CI_COMMIT_TARGET_BRANCH",
    "environment": "CI_PIPELINE_DEPLOY_TARGET",
}
"""Member of `trigger` to the system variable that has the same value."""

RELEASE_MEMBERS: tuple[str, ...] = ("id", "name")
"""Members of `release`: its digest, and the pipeline's name with the first twelve digits of it."""

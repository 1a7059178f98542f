"""What was done with each example on each engine, and by which test: the table of `examples/README.md`."""

from typing import NamedTuple

COMPOSE, WOODPECKER = "test_compose_examples", "test_woodpecker_examples"
NOMAD = "test_nomad_examples"


class Row(NamedTuple):
    """One example on one runner: which of its own checks took the files, what ran to its end, what did not and why.

    `proofs` are tests as `MODULE::NAME` in this folder.
    """

    example: str
    runner: str
    check: str
    ran: str
    left: str = ""
    proofs: tuple[str, ...] = ()


PLAN = "`nomad job plan` 1.11"
CONFIG = "`docker compose config`"
LINT = "`woodpecker-cli lint` 3.17"
ROWS = (
    Row(
        "python-library", "compose", CONFIG, "all jobs, on Compose 2.26", "`publish` is skipped: it waits for a tag",
        (f"{COMPOSE}::test_the_jobs_run_to_their_result",),
    ),
    Row(
        "python-library", "woodpecker", LINT, "each kind of workflow, by `exec`", "their order, which is the server's",
        (f"{WOODPECKER}::test_a_workflow_of_the_library_runs_to_its_end",),
    ),
    Row(
        "go-service", "nomad", PLAN, "`test`, `image`; staging to healthy; on 1.11 and 1.7",
        "production: Vault; `tell`: waits for deployments",
        (f"{NOMAD}::test_the_service_in_go_is_tested_and_becomes_an_image",),
    ),
    Row("go-service", "deploy", "`haproxy -c` 2.6", "", "the manifest is for `pipec deploy`"),
    Row(
        "monorepo", "nomad", PLAN, "all jobs, on 1.11 and 1.7", "",
        (f"{NOMAD}::test_the_monorepo_is_built_from_library_to_image",),
    ),
    Row(
        "compose-app", "compose", CONFIG, "all jobs; production to healthy; on Compose 2.26", "",
        (
            f"{COMPOSE}::test_the_jobs_run_to_their_result",
            f"{COMPOSE}::test_the_guest_book_comes_up_and_takes_an_entry",
        ),
    ),
    Row(
        "compose-app", "woodpecker", LINT, "`test`, by `exec`", "`database`, `application`: they are `pipec deploy`",
        (f"{WOODPECKER}::test_the_guest_book_is_tested_with_its_database",),
    ),
    Row("compose-app", "deploy", "`haproxy -c` 2.6", "", "the manifest is for `pipec deploy`"),
    Row(
        "systemd-service", "compose", CONFIG, "all jobs, on Compose 2.26", "",
        (f"{COMPOSE}::test_the_jobs_run_to_their_result", f"{COMPOSE}::test_a_failure_is_the_result"),
    ),
    Row(
        "systemd-service", "deploy", "`systemd-analyze verify` 252, `nginx -t` 1.22", "",
        "the manifest is for `pipec deploy`",
    ),
    Row("pipec", "compose", CONFIG, "", "it is this project's whole test run"),
    Row("pipec", "woodpecker", LINT, "", "it is this project's whole test run"),
)  # fmt: skip


def table() -> str:
    """Return the rows as a table of Markdown."""
    lines = [
        "| example | runner | accepted by | ran to its end | not run, and why |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| {row.example} | {row.runner} | {row.check} | {row.ran or 'no'} | {row.left} |" for row in ROWS]
    return "\n".join(line.replace("|  |", "| |") for line in lines) + "\n"

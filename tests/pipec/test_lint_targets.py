"""What the targets would refuse is found by linting too, where they are named."""

from tests.pipec.command_line import SMALL, run, write

RETRIED = SMALL.replace("    steps:", "    retry_count: 2\n    steps:")
DEPLOYED = f"{SMALL}components:\n  web: {{image: docker.io/library/web:1}}\n"


def test_without_a_target_nothing_is_said_of_targets(here):
    write(here, {"pipeline.yaml": RETRIED})
    assert run("lint").code == 0


def test_the_targets_of_the_configuration_count(here):
    write(here, {"pipeline.yaml": RETRIED, ".pipec.toml": "[targets.woodpecker]\n"})
    ran = run("lint", "--format", "concise")
    assert ran.code == 1
    assert "PC754" in ran.out
    assert "PC732" not in ran.out


def test_a_target_of_the_command_line_counts_instead(here):
    write(here, {"pipeline.yaml": RETRIED, ".pipec.toml": "[targets.woodpecker]\n"})
    ran = run("lint", "--format", "concise", "--target", "compose")
    assert ran.code == 1
    assert "PC732" in ran.out
    assert "PC754" not in ran.out


def test_a_repair_for_a_target_is_made(here):
    write(here, {"pipeline.yaml": RETRIED})
    assert run("lint", "--target", "compose", "--fix=unsafe").code == 0
    assert "allow_degraded: [retry]" in (here / "pipeline.yaml").read_text()


def test_a_pipeline_with_errors_is_not_checked_for_targets(here):
    write(here, {"pipeline.yaml": RETRIED.replace("script:", "scirpt:")})
    ran = run("lint", "--format", "concise", "--target", "compose")
    assert "PC101" in ran.out
    assert "PC732" not in ran.out


def test_a_parameter_without_a_value_is_no_error(here):
    text = RETRIED.replace("jobs:", "params:\n  WHAT: {type: string, required: true}\njobs:").replace(
        "      - script: make test", '      - script: make test\n        environment: {WHAT: "${params.WHAT}"}'
    )
    write(here, {"pipeline.yaml": text})
    assert run("lint", "--target", "compose").code == 0
    assert "PC732" in run("lint", "--target", "compose", "--var", "WHAT=x").out


def test_the_lock_is_not_asked(here):
    write(here, {"pipeline.yaml": DEPLOYED})
    assert run("lint", "--target", "compose").code == 0


def test_a_comment_silences_what_a_target_says(here):
    write(here, {"pipeline.yaml": RETRIED.replace("  test:", "  test:  # pipec: ignore[PC732]")})
    assert run("lint", "--target", "compose").code == 0
    assert run("lint").code == 0


def test_what_a_target_would_have_changed_is_told_as_fixable_where_linting_can_make_it(here):
    write(here, {"pipeline.yaml": RETRIED})
    assert "(fixable with --fix=unsafe)" in run("lint", "--target", "compose").out
    compiled = run("compile", "--target", "compose")
    assert "PC732" in compiled.err
    assert "fixable" not in compiled.err


def test_what_several_targets_want_becomes_one_list(here):
    text = RETRIED.replace("    steps:", "    approval: {approvers: [ann]}\n    steps:")
    write(here, {"pipeline.yaml": text, ".pipec.toml": "[targets.compose]\n[targets.woodpecker]\n"})
    assert run("lint", "--fix=unsafe").code == 0
    assert "    allow_degraded: [retry, approval]\n" in (here / "pipeline.yaml").read_text()

"""What is printed: text that fits a terminal, JSON that its schema describes, errors with the side that has them."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.pipec.command_line import ROOT, run
from tests.pipec.diff.repositories import pipeline

SCHEMA = json.loads((ROOT / "schemas" / "review.schema.json").read_text(encoding="utf-8"))
DIGESTS = ["sha256:" + letter * 64 for letter in "12"]


def deployed(image="1", *, approval=True, script="make deploy", secret="", token="TOKEN", replicas=2):
    """Return a pipeline that deploys to production."""
    asked = "    approval: {required: 2}\n" if approval else ""
    return f"""\
version: 1
name: shop
defaults: {{image: "registry.example/make:1@{DIGESTS[0]}"}}
components:
  web:
    image: registry.example/web:{image}@{DIGESTS[int(image) - 1]}
    replicas: {replicas}
environments:
  production:
    runner: compose
{asked}jobs:
  test:
    timeout: 10m
    steps:
      - name: unit
        environment: {{PASSWORD: "{secret or "none"}"}}
        script: |
          make deps
          {script}
          make test
  live:
    depends_on: [test]
    secrets: [{token}]
    deploy: {{environment: production, strategy: {{type: all-at-once}}}}
"""


@pytest.fixture
def risky(repository):
    repository.commit({"pipeline.yaml": deployed()})
    repository.write({"pipeline.yaml": deployed("2", approval=False, script="make all", token="OTHER")})
    return repository


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "words", [(), ("--artifacts",), ("--artifacts", "--target", "compose"), ("--env", "production"), ("--staged",)]
)
def test_json_is_what_the_schema_says(risky, words):
    ran = run("diff", "--format", "json", *words)
    Draft202012Validator(SCHEMA).validate(json.loads(ran.out))
    assert ran.code == (0 if "--staged" in words else 2), ran.err
    assert run("diff", "--format", "json", *words) == ran


def test_json_of_a_side_that_does_not_compile(risky):
    risky.write({"pipeline.yaml": "jobs: [\n", "new.pipeline.yaml": pipeline("new")})
    ran = run("diff", "--format", "json")
    data = json.loads(ran.out)
    Draft202012Validator(SCHEMA).validate(data)
    assert ran.code == 1
    assert data["files"][1]["problems"][0]["side"] == "working tree"
    assert data["files"][0]["status"] == "added"


def test_every_change_has_its_places(risky):
    data = json.loads(run("diff", "--format", "json").out)
    lines = deployed("2", approval=False, script="make all", token="OTHER").splitlines()
    for change in data["files"][0]["changes"]:
        for place in change["places"]:
            at = place["after_at"]
            if change["kind"] == "changed" and "image" in place["path"]:
                assert "registry.example/web:2" in lines[at["line"] - 1]


@pytest.mark.parametrize("columns", [80, 60, 40])
def test_text_fits_the_terminal(risky, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    ran = run("diff")
    assert ran.code == 2
    long = [line for line in ran.out.splitlines() if len(line) > columns and " " in line.strip()]
    assert long == []


def test_text(risky, snapshot, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run("diff").out == snapshot
    assert run("diff", "--quiet").out == ""


def test_the_most_dangerous_comes_first(risky):
    words = [line.split()[0] for line in run("diff").out.splitlines() if line.startswith("  ") and line[2] != " "]
    order = ["dangerous", "notable", "low", "none"]
    assert words == sorted(words, key=order.index)
    assert words[0] == "dangerous"


def test_colour_only_where_it_is_wanted(risky, monkeypatch):
    assert "\x1b[" not in run("diff").out
    assert "\x1b[" in run("diff", "--color", "always").out
    assert "\x1b[" not in run("diff", "--color", "never").out


def test_a_long_script_is_cut(shop):
    shop.write({"pipeline.yaml": pipeline(script="|\n" + "".join(f"          echo {n}\n" for n in range(99)))})
    ran = run("diff")
    assert "more lines; `--format html` shows all" in ran.out
    assert len(ran.out.splitlines()) < 25


def test_terminal_codes_of_a_file_are_shown_as_signs(shop):
    shop.write({"pipeline.yaml": pipeline(script='"make \\e[31mred"')})
    assert "\x1b" not in run("diff").out


def test_values_of_credentials_are_nowhere(repository):
    repository.commit({"pipeline.yaml": deployed(secret="hunter2-one")})
    repository.write({"pipeline.yaml": deployed(secret="hunter2-two", script="push ghp_" + "a1" * 18)})
    for form in ("text", "json", "markdown", "html"):
        ran = run("diff", "--format", form)
        assert ran.code == 2
        assert "hunter2" not in ran.out + ran.err
        assert "a1a1a1" not in ran.out + ran.err


def test_names_of_secrets_are_said(risky):
    text = run("diff", "--format", "json").out
    assert "OTHER" in text


def test_a_side_that_does_not_compile_is_told_with_its_name(shop):
    shop.commit({"pipeline.yaml": pipeline().replace("steps", "stops")})
    shop.write({"pipeline.yaml": pipeline()})
    ran = run("diff")
    assert ran.code == 1
    assert " --> HEAD:pipeline.yaml:6" in ran.err
    assert "stops" in ran.err
    assert "does not compile in HEAD" in ran.out
    ran = run("diff", "HEAD~1..HEAD")
    assert "HEAD:pipeline.yaml:6" in ran.err


def test_an_unchanged_file_with_errors_is_the_business_of_lint(shop):
    shop.commit({"broken.pipeline.yaml": "jobs: [\n"})
    assert run("diff").code == 0


def test_an_environment_alone(repository):
    more = "environments:\n  production: {runner: compose}\n  staging: {runner: compose}\n"
    web = f"components: {{web: {{image: 'registry.example/web:1@{DIGESTS[0]}', replicas: 1}}}}\n"
    text = pipeline(more=more + web)
    repository.commit({"pipeline.yaml": text})
    repository.write({"pipeline.yaml": text.replace("staging: {", "staging: {overrides: {web: {replicas: 3}}, ")})
    assert run("diff").code == 2
    assert run("diff", "--env", "staging").code == 2
    assert run("diff", "--env", "production").code == 0
    ran = run("diff", "--env", "stagin")
    assert ran.code == 1
    assert "Did you mean `staging`?" in ran.err


def test_a_target_alone(repository):
    text = deployed().partition("  live:")[0]
    repository.commit({".pipec.toml": "[targets.compose]\n[targets.woodpecker]\n", "pipeline.yaml": text})
    repository.write({"pipeline.yaml": text.replace("replicas: 2", "replicas: 3")})
    assert run("diff", "--target", "compose").code == 2
    ran = run("diff", "--target", "woodpecker")
    assert (ran.code, ran.out) == (0, "HEAD → working tree: nothing changes in 1 pipeline\n")


def test_artifacts_of_a_configuration_that_changes(repository):
    repository.commit({".pipec.toml": "[targets.woodpecker]\n", "pipeline.yaml": pipeline()})
    repository.write({".pipec.toml": "[targets.woodpecker]\nversion = '3.0'\n[targets.compose]\n"})
    assert run("diff").code == 0
    ran = run("diff", "--artifacts")
    assert ran.code == 2
    assert "compose/" in ran.out


CHAIN = f"""\
version: 1
name: shop
defaults: {{image: "registry.example/make:1@{DIGESTS[0]}"}}
components:
  web: {{image: "registry.example/web:1@{DIGESTS[1]}"}}
environments:
  staging: {{runner: compose}}
  production: {{runner: compose}}
jobs:
  test:
    timeout: 10m
    steps:
      - {{name: lint, script: make lint}}
      - {{name: unit, script: make test}}
  first:
    depends_on: [test]
    approval: {{required: 1}}
    deploy: {{environment: staging, strategy: {{type: rolling}}}}
  live:
    depends_on: [first]
    deploy: {{environment: production, strategy: {{type: rolling}}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "rule", "level"),
    [
        ("{name: unit,", "{name: unit, continue_on_failure: true,", "failure-ignored", "dangerous"),
        ("    depends_on: [test]\n", "", "check-removed", "dangerous"),
        ("    approval: {required: 1}\n", "", "approval-skipped", "dangerous"),
        ("      - {name: lint, script: make lint}\n", "", "check-removed", "notable"),
    ],
)
def test_what_an_environment_waits_for_through_another_one_reaches_it(repository, old, new, rule, level):
    repository.commit({"pipeline.yaml": CHAIN})
    repository.write({"pipeline.yaml": CHAIN.replace(old, new)})
    ran = run("diff", "--format", "json", "--env", "production")
    statements = json.loads(ran.out)["files"][0]["statements"]
    assert (rule, level) in [(each["rule"], each["level"]) for each in statements], ran.out
    assert not any("`staging`" in each["text"] for each in statements)


def test_what_another_environment_alone_experiences_is_left_out(repository):
    repository.commit({"pipeline.yaml": CHAIN})
    strategy = "staging, strategy: {type: rolling}"
    repository.write({"pipeline.yaml": CHAIN.replace(strategy, strategy.replace("rolling", "all-at-once"))})
    assert run("diff", "--env", "production").code == 0
    assert run("diff", "--env", "staging").code == 2


HIDING = """\
version: 1
name: shop
params:
  region: {type: string, default: eu, bind: run}
jobs:
  test:
    steps:
      - name: unit
        environment: {LANG: C}
        script: make test
      - name: tell
        action: http_request
        with: {url: "https://chat.example/", headers: {Accept: text/plain}}
"""


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_constants_under_telling_names_are_nowhere(repository, form):
    texts = [HIDING]
    for word in ("hunter2-one", "hunter2-two"):
        text = HIDING.replace("LANG: C", f"DB_PASSWORD: {word}, AUTHORIZATION: Bearer {word}")
        text = text.replace("params:\n", f"params:\n  api_token: {{type: string, default: {word}, bind: run}}\n")
        text = text.replace("text/plain", f"text/plain, X-Api-Key: {word}, Cookie: session={word}")
        texts.append(text)
    for old, new in ((0, 1), (1, 2), (2, 0)):
        repository.commit({"pipeline.yaml": texts[old]})
        repository.write({"pipeline.yaml": texts[new]})
        ran = run("diff", "--format", form)
        assert ran.code == 2, ran.err
        assert "hunter2" not in ran.out

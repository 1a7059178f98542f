"""Credentials in files: told by their form, never repeated."""

import pytest

from compiler.diagnostics.render_text import render
from compiler.driver import Request, lint
from compiler.source import Source
from pipec.control.controls import Controls
from pipec.linting import lint_file

BODY = "k9Qz7Lm2Xw4Rt6Yv8Bn3Jd5Hf1Gs0PcVeUaTiOo"
"""Characters of no service; what is made of them looks like its keys and opens nothing."""
FORMS = {
    "aws": "AK" + "IA" + "Q7LM2XW4RT6YV8BN",
    "github": "gh" + "p_" + BODY[:36],
    "gitlab": "gl" + "pat-" + BODY[:20],
    "slack": "xo" + "xb-" + "726451983-" + BODY[:24],
    "stripe": "sk_" + "live_" + BODY[:24],
    "npm": "npm" + "_" + BODY[:36],
    "docker": "dckr" + "_pat_" + BODY[:27],
    "google": "AI" + "za" + BODY[:35],
    "password": BODY[:12],
}
PLACES = {
    "a script": "jobs: {{build: {{steps: [{{script: 'deploy {}'}}]}}}}\n",
    "a variable": "global_env: {{KEY: '{}'}}\njobs: {{build: {{steps: [{{script: make}}]}}}}\n",
    "a comment": "jobs: {{build: {{steps: [{{script: make}}]}}}}\n# deploy {}\n",
    "a block": "jobs:\n  build:\n    steps:\n      - script: |\n          # äöü\n          deploy {}\n",
}


def text_with(credential: str, place: str) -> str:
    """Return a pipeline in which a credential stands; a password stands in a URL."""
    written = f"https://deploy:{credential}@git.shop.example/x" if credential == FORMS["password"] else credential
    return "version: 1\nname: shop\n" + PLACES[place].format(written)


def found(text: str) -> list[tuple[str, str]]:
    """Return what is told of a text: the code and what its span holds."""
    analysis = lint(Request("/nowhere/pipeline.yaml", Source("pipeline.yaml", text), "/nowhere"))
    return [(item.code, text[item.span.start : item.span.end]) for item in analysis.diagnostics]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", FORMS)
def test_a_credential_is_told_wherever_it_stands(form, place):
    assert found(text_with(FORMS[form], place)) == [("PC544", FORMS[form])]


@pytest.mark.parametrize(
    "text",
    [
        "AK" + "IAIOSFODNN7EXAMPLE",
        "gh" + "p_" + "x" * 36,
        "gl" + "pat-xxxxxxxxxxxxxxxxxxxx",
        "gh" + "p_" + BODY[:20],
        "a" + FORMS["aws"],
        "https://user:$CI_REPO@git.shop.example/x",
        "https://user:password@git.shop.example/x",
        "https://user:k9Qz7Lm2@localhost/x",
        "https://user:k9Qz7Lm2@database:5432/x",
        "postgres://user:k9Qz7Lm2@db.shop.example/x",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "npm_config_registry npm_package_version",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found("version: 1\nname: shop\n" + PLACES["a script"].format(text)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_report_does_not_repeat_it(form, tmp_path):
    (tmp_path / ".git").mkdir()
    path = tmp_path / "pipeline.yaml"
    path.write_text(text_with(FORMS[form], "a block"))
    result = lint_file(str(path), {}, Controls())
    text = render(result.diagnostics, result.sources, color=False)
    assert [item.code for item in result.diagnostics] == ["PC544"]
    assert FORMS[form] not in text
    assert "*" * len(FORMS[form]) in text

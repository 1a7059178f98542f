"""Across targets: no secret's value gets into a bundle, and each reference is one that the engine itself resolves."""

import json
import re
from collections.abc import Mapping

import pytest
import yaml

from tests.golden.bundles import compile_pipeline

DIGEST = "sha256:" + "ab" * 32
PIPELINE = f"""
version: 1
name: shop
jobs:
  publish:
    checkout: false
    secrets: [registry_token, bot-name, database_password]
    environment: {{TOKEN: "${{secrets.registry_token}}"}}
    services:
      db:
        image: registry.example/db@{DIGEST}
        environment: {{PASSWORD: "${{secrets.database_password}}"}}
    steps:
      - name: publish
        image: registry.example/tools@{DIGEST}
        environment: {{URL: "https://${{secrets.bot-name}}:${{secrets.registry_token}}@registry.example/"}}
        script: make publish
      - name: tell
        action: http_request
        with:
          url: https://chat.example/hook
          headers: {{Authorization: "Bearer ${{secrets.registry_token}}"}}
  release-live: {{depends_on: [publish], deploy: {{environment: live, strategy: {{type: all-at-once}}}}}}
  release-hosts: {{depends_on: [publish], deploy: {{environment: hosts, strategy: {{type: all-at-once}}}}}}
components:
  web:
    image: registry.example/web@{DIGEST}
    secrets:
      api_key: {{env: API_KEY}}
      certificate: {{file: /etc/web/tls.pem}}
      password: {{env: PASSWORD}}
environments:
  live:
    runner: nomad
    secrets:
      password: {{nomad: shop/database, key: password}}
      api_key: {{vault: secret/data/shop, key: api}}
      certificate: {{env: CERTIFICATE}}
  hosts:
    runner: compose
    secrets:
      password: {{env: SHOP_PASSWORD}}
      api_key: {{file: secrets/api_key}}
      certificate: {{env: CERTIFICATE}}
"""
PROFILE = "".join(
    f'[targets.{target}]\npipec_image = "registry.example/pipec@{DIGEST}"\n'
    for target in ("nomad", "compose", "woodpecker", "deploy")
)
NAMES = ("registry_token", "bot-name", "database_password", "password", "api_key", "certificate")
VARIABLES = (
    *NAMES,
    *(name.replace("-", "_") for name in NAMES),
    *(f"PIPEC_SECRET_{name.upper().replace('-', '_')}" for name in NAMES),
    *("SHOP_PASSWORD", "CERTIFICATE", "API_KEY", "PASSWORD", "TOKEN"),
)
VALUE = "hunter2-value-of-"


@pytest.fixture
def bundle(tmp_path, monkeypatch) -> Mapping[str, str]:
    for name in VARIABLES:
        monkeypatch.setenv(name, VALUE + name)
    (tmp_path / "secrets").mkdir()
    for name in NAMES:
        (tmp_path / "secrets" / name).write_text(VALUE + name)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".env").write_text("".join(f"{name}={VALUE}{name}\n" for name in VARIABLES))
    (tmp_path / ".pipec.toml").write_text(PROFILE)
    (tmp_path / "pipeline.yaml").write_text(PIPELINE)
    monkeypatch.chdir(tmp_path)
    compiled = compile_pipeline("pipeline.yaml", tmp_path / "out")
    assert compiled.exit_code == 0, compiled.messages
    return {path: data.decode() for path, (data, _) in compiled.tree.items()}


def test_no_value_is_anywhere(bundle):
    assert {path.partition("/")[0] for path in bundle} >= {"nomad", "compose", "woodpecker", "deploy"}
    assert [path for path, text in bundle.items() if VALUE in text] == []


def test_nomad_reads_variables_and_vault(bundle):
    texts = {path: templates(text) for path, text in bundle.items() if path.startswith("nomad/")}
    web = "".join(texts["nomad/environments/live/web.nomad.json"])
    assert 'nomadVar "shop/database"' in web
    assert 'secret "secret/data/shop"' in web
    assert 'nomadVar "nomad/jobs/shop_component_web"' in web
    job = "".join(texts["nomad/jobs/publish.nomad.json"])
    assert set(re.findall(r'nomadVar "([^"]+)"', job)) == {"nomad/jobs/shop_job_publish"}
    data = json.loads(bundle["nomad/jobs/publish.nomad.json"])
    tasks = data["Job"]["TaskGroups"][0]["Tasks"]
    assert not any(name in json.dumps(task.get("Env", {})) for task in tasks for name in NAMES)


def templates(text: str) -> list[str]:
    tasks = json.loads(text)["Job"]["TaskGroups"][0]["Tasks"]
    return [template["EmbeddedTmpl"] for task in tasks for template in task.get("Templates", ())]


def test_compose_reads_required_variables_and_files(bundle):
    lock = yaml.safe_load(bundle["compose/environments/hosts/compose.lock.yaml"])
    web = lock["services"]["web"]
    assert re.fullmatch(r"\$\{SHOP_PASSWORD:\?[^}]+\}", web["environment"]["PASSWORD"])
    assert re.fullmatch(r"\$\{PIPEC_SECRET_API_KEY:\?[^}]+\}", web["environment"]["API_KEY"])
    assert web["secrets"] == [{"source": "certificate", "target": "/etc/web/tls.pem"}]
    assert lock["secrets"] == {"certificate": {"file": "${PIPEC_SECRETS:-./secrets}/certificate"}}
    services = yaml.safe_load(bundle["compose/compose.jobs.yaml"])["services"]
    given = [value for service in services.values() for value in service.get("environment", {}).values()]
    referred = set(re.findall(r"\$\{([A-Za-z_]+):\?", " ".join(map(str, given))))
    assert referred == {"registry_token", "bot_name", "database_password"}


def test_woodpecker_names_its_own_secrets(bundle):
    files = [yaml.safe_load(text) for path, text in bundle.items() if path.startswith("woodpecker/")]
    steps = [step for file in files for step in (*file["steps"], *file.get("services", ()))]
    values = [value for step in steps for value in step.get("environment", {}).values()]
    referred = {value["from_secret"] for value in values if isinstance(value, dict)}
    # of a deployment's secrets those that the deploying process has in its environment
    assert referred == {"registry_token", "bot-name", "database_password", "certificate", "password"}


def test_the_manifest_lists_names_and_where_they_come_from(bundle):
    for name, sources in (
        ("live", {"password": "nomad", "api_key": "vault", "certificate": "env"}),
        ("hosts", {"password": "env", "api_key": "file", "certificate": "env"}),
    ):
        data = json.loads(bundle[f"deploy/environments/{name}/manifest.json"])
        assert {each["name"]: each["source"]["kind"] for each in data["secrets"]} == sources

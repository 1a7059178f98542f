"""The schemas of the configuration and of baselines: valid, described, and of one mind with the readers."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from compiler.frontend.configuration import Document
from compiler.frontend.profile_keys import _OPTIONS, _OWN, _READERS
from compiler.frontend.profiles import profiles_of
from compiler.frontend.settings import LintSettings, Policy, SecretSettings
from compiler.frontend.settings_keys import Names, read_configuration
from compiler.selectors import is_fixed, select_rules, suggest_rule
from compiler.source import Source
from docs.generators.configuration import _toml
from pipec.control.baseline import read_baseline, write_baseline
from pipec.control.control import BASELINE
from pipec.profiles import known_engines

FOLDER = Path(__file__).parents[2] / "schemas"
CONFIG = json.loads((FOLDER / "config.schema.json").read_text(encoding="utf-8"))
SCHEMA = json.loads((FOLDER / "baseline.schema.json").read_text(encoding="utf-8"))
DEFINITIONS = CONFIG["definitions"]
TARGETS = DEFINITIONS["targets"]["properties"]
CHECK = jsonschema.Draft7Validator(CONFIG)


def mistakes(text):
    """Return the codes of what the readers find in a configuration."""
    document = Document("/r", Source(".pipec.toml", text), tomllib.loads(text))
    read = read_configuration(document, Names(select_rules, is_fixed, suggest_rule))
    return [item.code for item in (*read.diagnostics, *profiles_of(document, known_engines()).diagnostics)]


@pytest.mark.parametrize("schema", [CONFIG, SCHEMA], ids=["config", "baseline"])
def test_it_is_a_json_schema_of_draft_7(schema):
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)


def keys():
    """Yield every key of the file as table and name, with its schema."""
    for table in ("lint", "policy", "secrets", *TARGETS):
        for key, node in DEFINITIONS[table]["properties"].items():
            yield f"targets.{table}" if table in TARGETS else table, key, node


def test_its_keys_are_those_that_are_read():
    told = {}
    for table, key, _ in keys():
        told.setdefault(table, set()).add(key)
    assert told.pop("lint") == set(LintSettings._fields)
    assert told.pop("policy") == set(Policy._fields)
    assert told.pop("secrets") == set(SecretSettings._fields)
    every = {*_READERS, *_OPTIONS}
    assert told == {
        f"targets.{name}": {key for key in every if _OWN.get(key, name) == name} for name in known_engines()
    }


@pytest.mark.parametrize(("table", "key", "node"), list(keys()))
def test_every_key_is_described_and_its_examples_hold(table, key, node):
    assert {"title", "description", "examples"} <= node.keys()
    assert node["description"].endswith(".")
    for value in (*node["examples"], *([node["default"]] if "default" in node else [])):
        text = f"[{table}]\n{key} = {_toml(value)}\n"
        assert list(CHECK.iter_errors(tomllib.loads(text))) == []
        assert mistakes(text) == [], text


def test_every_setting_says_its_default():
    plain = {"baseline": BASELINE, "shellcheck": "auto"}
    for key, value in LintSettings._field_defaults.items():
        default = DEFINITIONS["lint"]["properties"][key]["default"]
        shaped = dict(value) if default == {} else list(value) if isinstance(value, tuple) else value
        assert default == plain.get(key, shaped)
    for name, engine in known_engines().items():
        assert DEFINITIONS[name]["properties"]["version"]["default"] == engine.default_version


@pytest.mark.parametrize(
    "text",
    [
        "[lnit]",
        "[lint]\nextend = 1",
        "[lint]\nselect = 'PC3'",
        "[lint]\nselect = ['PC 3']",
        "[lint]\nseverity = {PC3 = 'off'}",
        "[lint]\nmin_severity = 'warn'",
        "[lint]\nstrict = 'yes'",
        "[lint]\nbaseline = 1",
        "[lint]\nshellcheck = 'yes'",
        "[lint]\nshellcheck_ignore = ['2086']",
        "[lint]\nper_file_ignores = {a = 'PC3'}",
        "[policy]\nallowed_registries = ['library']",
        "[policy]\nforbidden_images = 'a.b'",
        "[policy]\nrequired_labels = ['a b']",
        "[policy]\napproval = ['a/b']",
        "[secrets]\norder = ['environment']",
        "[secrets]\ndirektory = '/run/secrets'",
        "[secrets]\nnames = {token = {env = 'A-B'}}",
        "[secrets]\nnames = {token = {env = 'A', file = 'b'}}",
        "[secrets]\nnames = {token = {}}",
        "[secrets]\nnames = {token = {env = 'A', key = 'b'}}",
        "[secrets]\nnames = {'1' = {env = 'A'}}",
        "[targets.nomat]",
        "[targets.compose]\nregion = 'eu'",
        "[targets.nomad]\nartifact_store = {kind = 'ftp', url = 'ftp://x'}",
        "[targets.nomad]\nartifact_store = {kind = 's3'}",
        "[targets.nomad]\npipec_image = 'x:1'",
        "[targets.nomad]\nmhz_per_core = 0",
        "[targets.nomad]\nhost_driver = 'docker'",
        "[targets.nomad]\ngit_source = 'x y'",
        "[targets.woodpecker]\nbundles = '/srv'",
    ],
)
def test_what_the_readers_refuse_the_schema_refuses(text):
    assert mistakes(text)
    assert not CHECK.is_valid(tomllib.loads(text))


def test_what_is_written_fits_the_schema_of_baselines(tmp_path):
    path = str(tmp_path / BASELINE)
    counts = {("b.yaml", "PC305 depends_on: [a, b]"): 2, ("a.yaml", "PC101"): 1, ("a.yaml", 'PC903 "é" … 0'): 1}
    write_baseline(path, counts)
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    check = jsonschema.Draft7Validator(SCHEMA)
    assert list(check.iter_errors(data)) == []
    assert read_baseline(path, BASELINE).counts == counts
    for kind in ("PC014 x", "PC790 x", "PC1 x", "x"):
        assert not check.is_valid({"version": 1, "files": {"a": {kind: 1}}})


@pytest.mark.parametrize("page", ["reference/configuration.md", "how-to/profiles.md"])
def test_the_examples_of_the_documentation_hold(page):
    text = (FOLDER.parent / "docs" / page).read_text(encoding="utf-8")
    examples = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert examples
    for example in examples:
        assert mistakes(example) == []
        assert list(CHECK.iter_errors(tomllib.loads(example))) == []

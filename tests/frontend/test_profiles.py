import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics import Diagnostic
from compiler.frontend.profile_keys import _OPTIONS, _READERS
from compiler.frontend.profiles import Engine, load_profiles
from compiler.frontend.toml_places import scan
from compiler.ir.profile import ArtifactStore, GitSource, default_profile
from compiler.ir.values import Resources
from compiler.source import Source

ENGINES = {
    "nomad": Engine(("1.7", "2.0"), "2.0"),
    "compose": Engine(("2",), "2"),
    "woodpecker": Engine(("3",), "3"),
    "deploy": Engine(("1",), "1"),
}
DIGEST = "sha256:" + "ab" * 32


def load(text):
    return load_profiles("/repository", ENGINES, "0.1", lambda _, name: Source(name, text))


def found(text):
    """Return code and marked text of each diagnostic."""
    return [(each.code, text[each.span.start : each.span.end]) for each in load(text).diagnostics]


def test_without_a_file_there_are_defaults(tmp_path):
    loaded = load_profiles(str(tmp_path), ENGINES, "0.1")
    assert loaded.profiles == {
        name: default_profile(name, each.default_version, "0.1") for name, each in ENGINES.items()
    }
    assert (loaded.diagnostics, loaded.source) == ((), None)


def test_a_whole_profile():
    loaded = load(f"""
        [targets.nomad]
        version = "1.7.7"
        datacenters = ["dc1", "dc2"]
        namespace = 'shop'
        region = "eu"
        git_source = {{url = "https://git.example/shop.tar.gz", checksum = "{DIGEST}"}}
        artifact_store = {{kind = "s3", url = "https://s3.example/artifacts"}}
        pipec_image = "registry.example/pipec:1@{DIGEST}"
        labels.team = "shop"

        [targets.nomad.registry_mirrors]
        "docker.io" = "mirror.example"

        [targets.nomad.resources]
        cpu = 0.5
        memory = "512MiB"

        [targets.compose]
        git_source = "git@git.example:shop.git"
        resources = {{cpu = "250m"}}

        [lint]
        other = "is not ours"
    """)
    assert loaded.diagnostics == ()
    nomad = loaded.profiles["nomad"]
    assert (nomad.version, nomad.datacenters, nomad.namespace, nomad.region) == ("1.7.7", ("dc1", "dc2"), "shop", "eu")
    assert nomad.git_source == GitSource("https://git.example/shop.tar.gz", DIGEST)
    assert nomad.artifact_store == ArtifactStore("s3", "https://s3.example/artifacts")
    assert nomad.pipec_image == f"registry.example/pipec:1@{DIGEST}"
    assert nomad.registry_mirrors == (("docker.io", "mirror.example"),)
    assert nomad.labels == (("team", "shop"),)
    assert nomad.resources[:3] == Resources(500, 512 << 20)[:3]
    assert nomad.tool_version == "0.1"
    compose = loaded.profiles["compose"]
    assert compose.git_source == GitSource("git@git.example:shop.git")
    assert compose.resources.cpu == 250
    assert loaded.profiles["deploy"] == default_profile("deploy", "1", "0.1")


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ('[targets.nomad]\nversion "2.0"', "PC790", '"'),
        ("[targets.nomad]\r\nnamespace = 'a'\r\nregion = = 'b'", "PC790", "="),
        ("[targets.nomad", "PC790", ""),
        ("é = 1", "PC790", "é"),
        ("a = 1\na = 2", "PC790", ""),
        ("[target.nomad]\nversion = '2.0'", "PC791", "target"),
        ("[targets.nomat]", "PC791", "nomat"),
        ("[targets]\nwoodpecker.lables = {}", "PC791", "lables"),
        ("[targets.compose]\ndatacenters = ['a']", "PC791", "datacenters"),
        ("[targets.nomad.git_source]\nurl = 'https://a.b/c'\nchecksums = ''", "PC791", "checksums"),
        ("[targets.nomad]\ngit_source = {checksum = ''}", "PC791", "git_source"),
        ("[targets.nomad]\nartifact_store = {kind = 's3'}", "PC791", "artifact_store"),
        ("[targets.nomad.resources]\ncores = 1", "PC791", "cores"),
        ("targets = 1", "PC792", "1"),
        ("[targets]\nnomad = 'x' # why", "PC792", "'x'"),
        ("[targets.nomad]\nversion = 2.0", "PC792", "2.0"),
        ("[targets.nomad]\ndatacenters = 'dc1'", "PC792", "'dc1'"),
        ("[targets.nomad]\ndatacenters = ['dc1', [1,\n2]]", "PC792", "[1,\n2]"),
        ("[targets.nomad]\nlabels = {'a b' = true, c = 'd'}", "PC792", "true"),
        ("[targets.nomad]\nregistry_mirrors = 2024-01-01", "PC792", "2024-01-01"),
        ("[targets.nomad]\nartifact_store = 's3://x'", "PC792", "'s3://x'"),
        ("[targets.nomad]\nresources = {memory = true}", "PC792", "true"),
        ("[targets.nomad]\nversion = '9'", "PC793", "'9'"),
        ("[targets.nomad]\nversion = '1.70'", "PC793", "'1.70'"),
        ("[targets.nomad]\npipec_image = 'registry.example/pipec:1'", "PC793", "'registry.example/pipec:1'"),
        ("[targets.nomad]\npipec_image = 'Not An Image'", "PC793", "'Not An Image'"),
        ("[targets.woodpecker]\nclone_image = 'quay.io/a/git:1'", "PC793", "'quay.io/a/git:1'"),
        ("[targets.nomad]\nclone_image = 'quay.io/a/git:1'", "PC791", "clone_image"),
        ("[targets.nomad]\nartifact_store = {kind = 'ftp', url = 'ftp://x/'}", "PC793", "'ftp'"),
        ("[targets.nomad]\nartifact_store = {kind = 's3', url = 'x y'}", "PC793", "'x y'"),
        ("[targets.nomad]\ngit_source = {url = 'https://a/b', checksum = 'md5:0'}", "PC793", "'md5:0'"),
        ("[targets.nomad]\nhost_driver = 'docker'", "PC793", "'docker'"),
        ("[targets.nomad]\nmhz_per_core = 0", "PC793", "0"),
        ("[targets.nomad]\nmhz_per_core = '2000'", "PC792", "'2000'"),
        ("[targets.nomad]\nmhz_per_core = true", "PC792", "true"),
        ("[targets.compose]\njobs = 'no'", "PC792", "'no'"),
        ("[targets.nomad]\njobs = false", "PC791", "jobs"),
        ("[targets.deploy]\nhost_driver = 'exec'", "PC791", "host_driver"),
        ("[targets.woodpecker]\nbundles = '/srv'", "PC793", "'/srv'"),
        ("[targets.woodpecker]\nbundles = 'a/../..'", "PC793", "'a/../..'"),
        ("[targets.nomad.resources]\ncpu = 'many'", "PC793", "'many'"),
        ("[targets.nomad.resources]\nmemory = 512", "PC793", "512"),
    ],
)
def test_a_mistake_is_told_once_at_its_place(text, code, marked):
    assert found(text) == [(code, marked)]


def test_all_mistakes_come_at_once_and_the_rest_is_kept():
    text = "[targets.nomad]\nversion = 3\nregoin = 'eu'\nnamespace = 'shop'\n[targets.compos]\n"
    loaded = load(text)
    assert [each.code for each in loaded.diagnostics] == ["PC792", "PC791", "PC791"]
    assert loaded.profiles["nomad"].namespace == "shop"
    assert loaded.profiles["nomad"].version == "2.0"
    helps = [each.help for each in loaded.diagnostics]
    assert "`region`" in helps[1]
    assert "`compose`" in helps[2]


def test_keys_of_one_target_are_options_of_its_profile():
    loaded = load("""
        [targets.nomad]
        host_driver = "raw_exec"
        mhz_per_core = 2400
        [targets.compose]
        jobs = false
        [targets.woodpecker]
        bundles = "ci/bundles/"
    """)
    assert loaded.diagnostics == ()
    assert {name: each.options for name, each in loaded.profiles.items()} == {
        "nomad": (("host_driver", "raw_exec"), ("mhz_per_core", "2400")),
        "compose": (("jobs", "false"),),
        "woodpecker": (("bundles", "ci/bundles"),),
        "deploy": (),
    }


def test_a_version_number_is_asked_for_in_quotes():
    (diagnostic,) = load("[targets.nomad]\nversion = 2.0").diagnostics
    assert '"2.0"' in diagnostic.help


def test_the_origin_of_a_profile_is_its_table():
    text = "[targets.nomad]\nregion = 'eu'\n"
    origin = load(text).profiles["nomad"].origin
    assert text[origin.start : origin.end] == "nomad"


def test_a_file_that_cannot_be_read_is_a_diagnostic(tmp_path):
    (tmp_path / ".pipec.toml").write_bytes(b"a = '\xff'")
    (diagnostic,) = load_profiles(str(tmp_path), ENGINES).diagnostics
    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.span.path == ".pipec.toml"
    (tmp_path / ".pipec.toml").unlink()
    (tmp_path / ".pipec.toml").mkdir()
    assert len(load_profiles(str(tmp_path), ENGINES).diagnostics) == 1


def region(root, folder):
    loaded = load_profiles(str(root), ENGINES, folder=str(folder))
    return loaded.profiles["nomad"].region, None if loaded.source is None else loaded.source.path


def test_the_nearest_file_counts_and_counts_alone(tmp_path):
    inner = tmp_path / "services" / "shop"
    (inner / "ci").mkdir(parents=True)
    (tmp_path / ".pipec.toml").write_text("[targets.nomad]\nregion = 'eu'\nnamespace = 'all'\n")
    (inner / ".pipec.toml").write_text("[targets.nomad]\nregion = 'us'\n")
    assert region(tmp_path, inner / "ci") == ("us", "services/shop/.pipec.toml")
    assert region(tmp_path, inner) == ("us", "services/shop/.pipec.toml")
    assert region(tmp_path, tmp_path / "services") == ("eu", ".pipec.toml")
    assert region(tmp_path, tmp_path) == ("eu", ".pipec.toml")
    assert load_profiles(str(tmp_path), ENGINES, folder=str(inner)).profiles["nomad"].namespace == ""


def test_no_file_above_the_root_is_read(tmp_path):
    (tmp_path / ".pipec.toml").write_text("[targets.nomad]\nregion = 'eu'\n")
    (tmp_path / "repository" / "ci").mkdir(parents=True)
    (tmp_path / "repository2").mkdir()
    assert region(tmp_path / "repository", tmp_path / "repository" / "ci") == ("", None)
    assert region(tmp_path / "repository", tmp_path / "repository2") == ("", None)


def test_a_nearest_file_that_is_broken_hides_those_above(tmp_path):
    (tmp_path / "ci").mkdir()
    (tmp_path / ".pipec.toml").write_text("[targets.nomad]\nregion = 'eu'\n")
    (tmp_path / "ci" / ".pipec.toml").write_text("[targets")
    loaded = load_profiles(str(tmp_path), ENGINES, folder=str(tmp_path / "ci"))
    assert [(each.code, each.span.path) for each in loaded.diagnostics] == [("PC790", "ci/.pipec.toml")]
    assert loaded.profiles["nomad"].region == ""


def test_deep_nesting_is_a_diagnostic():
    assert [code for code, _ in found("a = " + "[" * 5000 + "]" * 5000)] == ["PC790"]


def test_an_absent_file_loads_no_parser(tmp_path):
    program = (
        "import sys; from compiler.frontend.profiles import Engine, load_profiles;"
        f"load_profiles({str(tmp_path)!r}, {{'nomad': Engine(('2.0',), '2.0')}});"
        "print(sorted(sys.modules.keys() & {'tomllib', 'compiler.frontend.profile_keys', 'compiler.frontend.files'}))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


# the scanner, against the parser: what it finds at a value's span is that value

KEYS = st.text("abc-_ .\"'é\\#=", min_size=1, max_size=5)
SCALARS = st.one_of(st.integers(), st.booleans(), st.text(max_size=8), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
BLANKS = st.sampled_from(["", " ", "\t "])


def basic(text):
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or c in '"\\\x7f' else c for c in text)
    return f'"{escaped}"'


def written(value, blank):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'''{value}'''" if value.isalnum() else basic(value)
    if isinstance(value, list):
        return "[\n# [ ] , comment\n" + "".join(f"{written(each, blank)}{blank},\n" for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{basic(key)}{blank}= {written(each, blank)}" for key, each in value.items()) + "}"
    return repr(value)


def leaves(path, value):
    yield path, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves((*path, key), each)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves((*path, index), each)


@given(st.dictionaries(KEYS, VALUES, max_size=3), st.dictionaries(KEYS, VALUES, max_size=2), KEYS, BLANKS)
@settings(deadline=None, max_examples=150)
def test_every_span_holds_its_value(root, table, name, blank):
    root.pop(name, None)
    lines = [f"{basic(key)}{blank}={blank}{written(each, blank)}{blank}# = [x]" for key, each in root.items()]
    lines += ["", f"[{blank}{basic(name)}{blank}]  # comment"]
    lines += [f"{basic(key)} = {written(each, blank)}" for key, each in table.items()]
    text = "\n".join(lines)
    data = tomllib.loads(text)
    places = scan(Source("x", text))
    for path, value in leaves((), data):
        if path in {(), (name,)}:
            continue
        span = places.values[path]
        assert tomllib.loads(f"key = {text[span.start : span.end]}")["key"] == value
        if isinstance(path[-1], str):
            key = places.keys[path]
            assert tomllib.loads(f"{text[key.start : key.end]} = 1") == {path[-1]: 1}


def test_headers_dotted_keys_and_lists_of_tables():
    text = 'a."b c".d = 1\n[[x.y]]\nz = """\n"quoted"\\\n"""\n[[x.y]]\nz = [[1], {w = \'\'}]\n'
    places = scan(Source("x", text))
    shown = {path: text[span.start : span.end] for path, span in places.values.items()}
    assert shown[("a", "b c", "d")] == "1"
    assert shown[("x", "y", 0, "z")] == '"""\n"quoted"\\\n"""'
    assert shown[("x", "y", 1, "z", 1, "w")] == "''"


def test_every_key_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "profiles.md").read_text()
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    told = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert told == {*_READERS, *_OPTIONS}


def test_profiles_in_a_project_file(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.pipec.targets.nomad]\nregion = 'eu'\n[tool.pipec.lint]\nx = 1\n")
    assert region(tmp_path, tmp_path) == ("eu", "pyproject.toml")
    (tmp_path / "pyproject.toml").write_text("[tool.pipec.targets.nomad]\nregin = 'eu'\n")
    (item,) = load_profiles(str(tmp_path), ENGINES).diagnostics
    assert (item.code, item.span.path, item.message) == (
        "PC791",
        "pyproject.toml",
        "`targets.nomad` has no key `regin`",
    )
    (tmp_path / ".pipec.toml").write_text("[targets.nomad]\nregion = 'us'\n")
    assert region(tmp_path, tmp_path) == ("us", ".pipec.toml")

"""No script makes a rule of advice fail, however it is broken."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.driver import Request, lint
from compiler.lints.hosts import port_of, public_host
from compiler.source import Source

WORDS = [
    *("curl", "wget", "-o", "-fsSL", "-k", "http://a.example/x", "https://a.example/x", "sh", "bash", "-c", "python3"),
    *("pip", "install", "uninstall", "-r", "npm", "ci", "-g", "x@latest", "git+https://a.example/x", "go", "cargo"),
    *("git", "-C", "config", "http.sslVerify", "false", "describe", "log", "A..B", "commit", "push", "merge-base"),
    *("docker", "login", "run", "-it", "-p", "--password", "mysql", "-pX", "sshpass", "apt-get", "update", "-y"),
    *("chmod", "777", "+x", "echo", "printf", "env", "set", "-x", "+x", "-o", "xtrace", "export", "cd", "read", "rm"),
    *("-rf", '"$FOLDER"/*', "$TOKEN", '"$TOKEN"', "${TOKEN}", "${TOKEN:?}", "$OPTIONS", "pytest", "make", "test"),
    *("tee", "true", "[[", "[", "==", "]", "source", "pipefail", "{1..3}", "terraform", "apply", "pulumi", "up"),
    *("X=1", "GIT_SSL_NO_VERIFY=1", "--trusted-host", "--", "-", "--allow-untrusted", "apk", "add", "twine", "upload"),
    *(
        "|",
        "||",
        "&&",
        "&",
        ";",
        "\n",
        "(",
        ")",
        "{",
        "}",
        "$(",
        "<(",
        "<<<",
        "<<END",
        "END",
        "'",
        '"',
        "`",
        "\\",
        "\\\n",
    ),
    *(">", ">>", "2>&1", "&>", "<", "!", "if", "then", "fi", "case", "in", "esac", "#", "\0", "é", "😀", "${{ 1 }}"),
]
HEAD = """\
version: 1
name: shop
params: {folder: {type: string, bind: run, default: ""}}
defaults: {image: "docker.io/library/debian:12"}
jobs:
  build:
    retry_count: 1
    secrets: [token]
    environment: {TOKEN: "${secrets.token}", FOLDER: "${params.folder}", OPTIONS: ""}
    steps:
"""


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_any_words_can_be_looked_at(words):
    script = json.dumps(" ".join(words).replace("\0", " "), ensure_ascii=False)
    text = f"{HEAD}      - script: {script}\n      - script: make\n"
    analysis = lint(Request("/nowhere/pipeline.yaml", Source("pipeline.yaml", text), "/nowhere"))
    for item in analysis.diagnostics:
        assert 0 <= item.span.start <= item.span.end <= len(text)
        assert "\0" not in item.message + item.help + item.label
        assert item.message
        assert "``" not in item.message or "`" in words


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://git.shop.example/x", "git.shop.example"),
        ("http://user@Downloads.Example:80/", "downloads.example"),
        ("https://93.184.216.34/", "93.184.216.34"),
        ("http://localhost:8080/", ""),
        ("http://web/", ""),
        ("http://web.local/", ""),
        ("http://files.shop.internal./", ""),
        ("http://10.1.2.3/", ""),
        ("http://172.16.0.1/", ""),
        ("http://172.32.0.1/", "172.32.0.1"),
        ("http://192.168.1.1/", ""),
        ("http://169.254.169.254/latest", ""),
        ("http://[::1]/", ""),
        ("http://\0HOST\0/x", ""),
        ("http://api.\0DOMAIN\0/x", ""),
        ("http://\0HOST\0.shop.example/x", ""),
        ("https://shop.example/\0FILE\0", "shop.example"),
        ("shop.example", ""),
        ("", ""),
    ],
)
def test_hosts_that_are_surely_somebody_elses(url, host):
    assert public_host(url) == host


def test_ports():
    assert [port_of(url) for url in ("http://a.example:8080/x", "http://a.example/x", "x")] == [":8080", "", ""]

"""What is not repeated, and what is."""

import pytest

from pipec.reviewing.hiding import hide, hide_line, hide_of


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  DB_PASSWORD: swordfish1", "  DB_PASSWORD: ***"),
        ('"API_TOKEN" = "abcdef"', '"API_TOKEN" = ***'),
        ('{"api_key": "abcdef", "name": "x"}', '{"api_key": ***, "name": "x"}'),
        ("env: {PASSWORD: 'two words', LANG: C}", "env: {PASSWORD: ***, LANG: C}"),
        ("  db_password: {type: string, default: abcdef}", "  db_password: {type: string, default: ***}"),
        ("headers: {X-Api-Key: abcdef, Cookie: 'a=b'}", "headers: {X-Api-Key: ***, Cookie: ***}"),
        ("env: {AUTHORIZATION: Bearer abcdef, LANG: C}", "env: {AUTHORIZATION: ***, LANG: C}"),
        ("  PASSWORD: two words", "  PASSWORD: ***"),
        ("export PASSWORD=abcdef", "export PASSWORD=***"),
        ("curl https://me:abcdef@git.example/", "curl https://me:***@git.example/"),
    ],
)
def test_hidden(line, expected):
    assert hide_line(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "  secrets: [deploy-token]",
        "  secret: deploy-token",
        "  TOKEN: {secret: deploy-token}",
        "  TOKEN_FILE: /run/secrets/token",
        "  PASSWORD: ${{ secrets.db }}",
        "  PASSWORD: $DB",
        "- make test",
        "  password: |",
        "timeout: 5m",
    ],
)
def test_shown(line):
    assert hide_line(line) == line


def test_values_of_keys():
    assert hide("PASSWORD", "swordfish1") == "***"
    assert hide("PASSWORD", "{{ with nomadVar }}") == "{{ with nomadVar }}"
    assert hide("LANG", "C") == "C"
    assert hide("LANG", "https://me:abcdef@x/") == "https://me:***@x/"


def test_what_the_key_above_says():
    lines = """params:
  api_token:
    type: string
    default: swordfish1
  region:
    default: eu
environment:
  DB_PASSWORD: |
    swordfish1

    swordfish2
script: |
  make
""".splitlines()
    shown = [hide_of(lambda number: lines[number - 1], number) for number in range(1, len(lines) + 1)]
    assert shown == [line.replace("swordfish1", "***").replace("swordfish2", "***") for line in lines]

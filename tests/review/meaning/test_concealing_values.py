"""No statement repeats a credential, wherever a pipeline has it."""

from time import perf_counter

import pytest

from compiler.review.meaning.concealing import concealed, concealed_lines, sensitive
from tests.review.meaning.changes import CI, PARAM, TEST, UNIT
from tests.review.meaning.reviews import review_of

TOKEN = "ghp_" + "Ab1Cd2Ef3Gh4" * 3
WORD = "correct-horse-battery"
ACTION = (
    "      - name: tell\n        action: http_request\n        with: {url: 'https://hooks.example/a', headers: {%s}}\n"
)

PLACES = {
    "variable": CI.replace(UNIT, f"{UNIT}        environment: {{X: {TOKEN}}}\n"),
    "variable by name": CI.replace(UNIT, f"{UNIT}        environment: {{DB_PASSWORD: {WORD}}}\n"),
    "variable in a text": CI.replace(UNIT, f"{UNIT}        environment: {{URL: 'https://u:{WORD}@h.example/'}}\n"),
    "script": CI.replace("go test ./...", f"curl -H 'Authorization: Bearer {WORD}' https://h.example/"),
    "script export": CI.replace("go test ./...", f"export API_KEY='{WORD}'"),
    "script option": CI.replace("go test ./...", f"docker login --password {WORD} registry.example"),
    "script token": CI.replace("go test ./...", f"curl https://h.example/?t={TOKEN}"),
    "new step": CI.replace(UNIT, f"      - {{name: new, script: 'x {TOKEN}', environment: {{TOKEN: {WORD}}}}}\n{UNIT}"),
    "new action": CI.replace(UNIT, ACTION % f"Authorization: {WORD}" + UNIT),
    "new job": CI + f"  new:\n    environment: {{A_SECRET: {WORD}}}\n    steps: [{{script: 'echo {TOKEN}'}}]\n",
    "service": CI.replace(
        TEST, f"{TEST}    services: {{db: {{image: r.example/db:1, environment: {{DB_PASSWORD: {WORD}}}}}}}\n"
    ),
    "shell": CI.replace(UNIT, f"{UNIT}        shell: /bin/sh -e -c TOKEN={WORD}\n"),
    "description": CI.replace("name: shop\n", f"name: shop\ndescription: the token is {TOKEN}\n"),
    "condition": CI.replace(TEST, f"{TEST}    conditional: trigger.branch == '{TOKEN}'\n"),
    "approval": CI.replace(TEST, f"{TEST}    approval: {{message: 'password: {WORD}'}}\n"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("way", ["comes", "goes"])
def test_a_credential_is_in_no_statement(place, way):
    before, after = (CI, PLACES[place]) if way == "comes" else (PLACES[place], CI)
    _check(before, after)


@pytest.mark.parametrize("place", PLACES)
def test_a_credential_that_is_another_is_in_no_statement(place):
    after = PLACES[place].replace(TOKEN, "ghp_" + "Zy9Xw8Vu7Ts6" * 3)
    after = after.replace(WORD, "battery-staple-horse")
    _check(PLACES[place], after)


def test_a_parameter_named_as_a_secret():
    before = PARAM.replace("region:", "api_token:").replace("params.region", "params.api_token")
    before = before.replace("default: eu, enum: [eu, us]", f"default: {WORD}")
    _check(before, before.replace(WORD, "battery-staple-horse"))


def _check(before: str, after: str) -> None:
    found = review_of(before, after)
    assert found.statements
    for statement in found.statements:
        told = "\n".join((statement.text, statement.reason, *statement.lines))
        for credential in (TOKEN, "Zy9Xw8", WORD, "battery-staple"):
            assert credential not in told, statement


@pytest.mark.parametrize("header", ["Authorization: Bearer", "X-Api-Key:", "Cookie: session="])
def test_a_header_that_comes_goes_or_is_another(header):
    name, _, start = header.partition(":")
    texts = [
        CI.replace(UNIT, ACTION % f"A: b{more}" + UNIT)
        for more in ("", f", {name}: '{start} {WORD}'", f", {name}: '{start} battery-staple-horse'")
    ]
    for before, after in ((0, 1), (1, 2), (2, 0)):
        _check(texts[before], texts[after])


@pytest.mark.parametrize(
    "script",
    [
        f"mysql -u me -p{WORD} shop",
        f"mysqldump -p{WORD} shop",
        f"docker login -u me -p {WORD} registry.example",
        f"sshpass -p {WORD} ssh host",
        f"redis-cli -a {WORD} ping",
        f"curl -fsS -u me:{WORD} https://h.example/",
        f"curl https://hooks.slack.com/services/{WORD}/{WORD}",
        f"export DB_PASS={WORD}",
        f"MYSQL_PWD={WORD} mysql",
    ],
)
def test_a_password_that_a_command_is_given(script):
    assert "horse" not in concealed(script)
    assert "***" in concealed(script)


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASS",
        "MYSQL_PWD",
        "X-Api-Key",
        "Cookie",
        "DB_PASSWORD",
        "api_key",
        "TOKEN",
        "githubToken",
        "Authorization",
        "CLIENT_SECRETS",
    ],
)
def test_names_of_secrets(name):
    assert sensitive(name)


@pytest.mark.parametrize(
    "name", ["TOKEN_FILE", "MODE", "KEYBOARD", "PASSWORD_PATH", "tokenizer", "REGION", "OLDPWD", "COMPASS"]
)
def test_names_of_other_things(name):
    assert not sensitive(name)


@pytest.mark.parametrize(
    "text",
    [
        "export TOKEN=$OTHER",
        "docker login --password-stdin registry.example",
        "TOKEN=${secrets.token}",
        "go test ./...",
        "tokenizer --mode fast",
        "docker run -p 8080:80 --name login r.example/web:1",
        "mysql -p -h db; mkdir -p folder",
        "all tests_passed=1234",
        "image registry.example/go@sha256:" + "1a2b3c4d" * 8,
        "secret `registry_token` comes from `vault: secret/data/shop` key `api`",
        "step `pack` can now read secret `registry_token` as `TOKEN`, in image `go`",
    ],
)
def test_what_is_no_credential_stays(text):
    assert concealed(text) == text


@pytest.mark.parametrize("word", ["token", "-", "a", "://", "a://b:", "http://", "=", "'", "password=", "x:/"])
def test_long_texts_of_an_adversary_take_no_time(word):
    text = word * (100_000 // len(word))
    started = perf_counter()
    concealed(text)
    assert perf_counter() - started < 5


def test_of_a_private_key_no_line_is_left():
    key = (
        "-----BEGIN PRIVATE KEY-----\n"
        + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 2
        + "\nshort-tail==\n-----END PRIVATE KEY-----"
    )
    lines = tuple(f"+{line}" for line in ("cat > key <<END", *key.splitlines(), "END"))
    assert concealed_lines(lines) == ("+cat > key <<END", "+***", "+***", "+***", "+***", "+END")
    assert concealed(f"a {key} b") == "a *** b"

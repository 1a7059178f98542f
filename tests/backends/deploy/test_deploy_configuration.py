"""What hosts and routers read, judged by the programs that read it."""

import ctypes
import json
import os
import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.backends.deploy import BACKEND
from compiler.backends.deploy.dotenv import fits, parse, quote
from compiler.backends.deploy.escape import haproxy_word, nginx_word, plain, systemd_word
from compiler.ir.release import BlueGreen, Canary, Port, Rolling, Route, Target
from compiler.ir.values import HealthCheck, Resources
from tests.backends.deploy.samples import (
    PROFILE,
    STAGES,
    api,
    at,
    canary_behind_haproxy,
    environment,
    hosts_behind_nginx,
    on_host,
    plan,
    variables,
    web,
)
from tests.engines import require_engine

NASTY = [
    "plain",
    "",
    " two  blanks at both ends  ",
    "a\"b'c`d",
    "$HOME ${HOME} $$ $(id)",
    "back\\slash \\n \\\\ end\\",
    "# no comment ; {} [] <> | & * ? ~ !",
    "100% %i %n",
    "first\nsecond\n\nlast\n",
    "tab\tand {{.Names}} {% x %} {{ x }}",
    "naïve ☃ 🚀",
    "x" * 100_000,
]
PATHS = ["/a b", '/"quoted"', "/semi;colon#hash", "/{brace}", "/back\\slash", "/$dollar", "/quo'te", "/ünïcode", "/%2f"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


def write(of, folder):
    for file in BACKEND.emit(of, PROFILE).files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder / "environments" / "production"


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def nginx_test(folder):
    nginx = require_engine("nginx")
    return run(nginx, "-t", "-e", "stderr", "-p", f"{folder}/nginx", "-c", f"{folder}/nginx/nginx.conf")


def haproxy_test(folder):
    haproxy = require_engine("haproxy")
    return run(haproxy, "-c", "-C", f"{folder}/haproxy", "-f", f"{folder}/haproxy/haproxy.cfg")


# systemd's own readers, from the library that its programs share


def systemd():
    patterns = ("lib/*/systemd/libsystemd-shared-*.so", "usr/lib*/systemd/libsystemd-shared-*.so")
    found = [str(path) for pattern in patterns for path in Path("/").glob(pattern)]
    if not found:
        require_engine("libsystemd-shared")
    return ctypes.CDLL(min(found))


def systemd_reads(file):
    """Return the variables that systemd takes from an `EnvironmentFile=`."""
    library, libc = systemd(), ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    libc.fclose.argtypes = [ctypes.c_void_p]
    opened = libc.fopen(str(file).encode(), b"r")
    strings = ctypes.POINTER(ctypes.c_char_p)()
    result = library.load_env_file(ctypes.c_void_p(opened), str(file).encode(), ctypes.byref(strings))
    libc.fclose(opened)
    assert result >= 0, os.strerror(-result)
    pairs, index = {}, 0
    while strings and strings[index] is not None:
        assert library.env_assignment_is_valid(strings[index]), strings[index]
        name, _, value = strings[index].decode().partition("=")
        pairs[name] = value
        index += 1
    return pairs


def systemd_words(line):
    """Return the words of an `ExecStart=` line as systemd splits it, before specifiers and variables."""
    library = systemd()
    at_, word, words = ctypes.c_char_p(line.encode()), ctypes.c_char_p(), []
    unquote_and_unescape = (1 << 1) | (1 << 5)  # EXTRACT_CUNESCAPE | EXTRACT_UNQUOTE of systemd 252
    while library.extract_first_word(ctypes.byref(at_), ctypes.byref(word), None, unquote_and_unescape) > 0:
        words.append(word.value.decode())
    return words


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_a_quoted_value_reads_back(value):
    assert parse(f"A={quote(value)}\nB={quote(value + value)}\n") == {"A": value, "B": value + value}


@pytest.mark.engine
def test_systemd_reads_back_what_was_meant(tmp_path):
    values = {f"V{number}": value for number, value in enumerate(NASTY)}
    of = plan(
        environment(router=None, components=(on_host(web(routes=(), replicas=1, environment=variables(**values))),))
    )
    folder = write(of, tmp_path)
    assert systemd_reads(folder / "systemd" / "web.env") == values


@pytest.mark.engine
@given(st.lists(TEXTS.filter(fits), max_size=4))
@settings(deadline=None, max_examples=100)
def test_systemd_reads_back_any_text(tmp_path_factory, values):
    file = tmp_path_factory.mktemp("env") / "web.env"
    file.write_text(
        "".join(f"V{at_}={quote(value)}\n" for at_, value in enumerate(values)), encoding="utf-8", newline=""
    )
    assert systemd_reads(file) == {f"V{at_}": value for at_, value in enumerate(values)}


@pytest.mark.engine
@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(deadline=None, max_examples=100)
def test_systemd_splits_a_command_into_what_was_meant(words):
    line = " ".join(systemd_word(word) for word in words)
    assert "\n" not in line
    assert [word.replace("%%", "%").replace("$$", "$") for word in systemd_words(line)] == words


@pytest.mark.engine
def test_values_that_no_file_can_hold_go_through_the_command(tmp_path):
    of = plan(
        environment(
            router=None, components=(on_host(web(routes=(), replicas=1, environment=variables(CRLF="a\r\n$b"))),)
        )
    )
    folder = write(of, tmp_path)
    assert (folder / "systemd" / "web.env").read_text() == ""
    line = re.search(r"^ExecStart=(.*)$", (folder / "systemd" / "web@.service").read_text(), re.MULTILINE)[1]
    words = [word.replace("$$", "$") for word in systemd_words(line)]
    release = tmp_path / "releases"
    assert words[:2] == ["/bin/sh", "-c"]
    assert words[3:] == ["sh", "env", "CRLF=a\r\n$b", "./web", "--verbose"]
    assert words[2] == 'cd "/opt/pipec/shop/production/releases/$RELEASE/web" && exec "$@"'
    program = words[2].replace("/opt/pipec/shop/production/releases", str(release))
    (release / "r1" / "web").mkdir(parents=True)
    (release / "r1" / "web" / "web").write_text('#!/bin/sh\nprintf "%s" "$CRLF$1"\n')
    (release / "r1" / "web" / "web").chmod(0o755)
    told = subprocess.run(
        ["/bin/sh", "-c", program, *words[3:]], env={"RELEASE": "r1"}, capture_output=True, check=True
    )
    assert told.stdout == b"a\r\n$b--verbose"


UNITS = {
    "with everything": hosts_behind_nginx(),
    "low port": plan(
        environment(router=None, components=(on_host(web(routes=(), replicas=1, ports=(Port("http", 80),))),))
    ),
    "nasty command": plan(
        environment(
            router=None, components=(on_host(web(routes=(), replicas=1), command=("./a b", *NASTY[:-1], "x\r\x01")),)
        )
    ),
    "small limits": plan(
        environment(router=None, components=(on_host(web(routes=(), replicas=1, resources=Resources(5, 4096))),))
    ),
}


@pytest.mark.engine
@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_a_unit(tmp_path, name):
    analyze = require_engine("systemd-analyze")
    folder = write(UNITS[name], tmp_path)
    units = sorted(str(path) for path in (folder / "systemd").glob("*.service"))
    assert units
    found = run(analyze, "verify", "--man=no", *units)
    assert (found.returncode, found.stderr, found.stdout) == (0, "", "")


def test_a_program_that_ends_by_itself_comes_back_however_often(tmp_path):
    write(hosts_behind_nginx(), tmp_path)
    (unit,) = tmp_path.glob("**/web@.service")
    lines = unit.read_text().split("\n")
    assert "Restart=always" in lines
    assert "StartLimitIntervalSec=0" in lines[lines.index("[Unit]") : lines.index("[Service]")]


def test_a_unit_says_what_the_component_wants(tmp_path):
    unit = (write(hosts_behind_nginx(), tmp_path) / "systemd" / "web@.service").read_text()
    for line in (
        "CPUQuota=25.0%",
        "MemoryMax=268435456",
        "TimeoutStopSec=45",
        "EnvironmentFile=/srv/shop/env/web.secret.env",
        "EnvironmentFile=/srv/shop/env/web@%i.env",
        "LoadCredential=CERTIFICATE:/srv/shop/secrets/web/CERTIFICATE",
        "BindReadOnlyPaths=/run/credentials/%n/CERTIFICATE:/etc/shop/tls.pem",
        "StateDirectory=pipec/shop-production/uploads",
        "BindPaths=/var/lib/private/pipec/shop-production/uploads:/var/lib/shop",
        "CapabilityBoundingSet=",
    ):
        assert f"\n{line}\n" in unit, line
    assert unit.index("web.env") < unit.index("web@%i.env")  # RELEASE and PORT win


ROUTERS = {
    "rolling": lambda router: plan(environment("compose", router), Rolling()),
    "nomad": lambda router: plan(environment("nomad", router), BlueGreen()),
    "nothing routed": lambda router: plan(environment("compose", router, (web(routes=()),))),
    "sticky": lambda router: plan(environment("compose", router), Canary(stages=STAGES, sticky="header")),
    "nasty paths": lambda router: plan(
        environment("compose", router, (web(routes=tuple(Route("shop.example", path) for path in PATHS)),))
    ),
    "hosts": lambda router: plan(
        environment(
            "compose",
            router,
            (
                web(routes=(Route("*.shop.example"), Route(f"{'a' * 63}.{'b' * 63}.{'c' * 63}.example", "/x/"))),
                api(routes=(Route(None, "/api"), Route("Shop.Example", "/", origin=at(1)))),
            ),
        )
    ),
}


@pytest.mark.engine
@pytest.mark.parametrize("name", ROUTERS)
@pytest.mark.parametrize("router", ["nginx", "haproxy"])
def test_routers_accept_their_configuration(tmp_path, router, name):
    of = ROUTERS[name](router)
    assert not [each for each in BACKEND.check(of, PROFILE) if each.severity == "error"]
    found = (nginx_test if router == "nginx" else haproxy_test)(write(of, tmp_path))
    assert found.returncode == 0, found.stderr
    assert "warn" not in found.stderr.lower(), found.stderr
    assert "warn" not in found.stdout.lower(), found.stdout


@pytest.mark.engine
def test_haproxy_accepts_cookies_bodies_commands_and_plain_tcp(tmp_path):
    database = api(name="database", routes=(), ports=(Port("sql", 5432, 5432),), health_check=None)
    checks = (
        HealthCheck("http", 8080, "/a'b;c#d", expected_status=204, expected_body='say "$x" \\ {}\n'),
        HealthCheck("command", command=("true",)),
        HealthCheck("tcp", 8080),
        HealthCheck("http", 8081, "/other"),
    )
    for check in checks:
        shop = web(health_check=check, ports=(Port("http", 8080), Port("health", 8081)))
        of = plan(environment("compose", "haproxy", (shop, database)), Canary(stages=STAGES, sticky="cookie"))
        assert list(BACKEND.check(of, PROFILE)) == []
        found = haproxy_test(write(of, tmp_path))
        assert found.returncode == 0, found.stderr
        assert found.stderr == ""


def test_haproxy_slots_are_absent_until_a_deployment_and_checked_as_wanted(tmp_path):
    text = (write(canary_behind_haproxy(), tmp_path) / "haproxy" / "haproxy.cfg").read_text()
    servers = re.findall(r"^ +server (\S+) (\S+) (.*)$", text, re.MULTILINE)
    assert len(servers) == 16
    assert all(rest.endswith("disabled") and "weight 0 " in rest for _, _, rest in servers)
    assert len({address for _, address, _ in servers}) == 16
    assert "check inter 10s fall 3 rise 2 cookie blue-0 disabled" in servers[0][2]
    assert 'http-check expect string "\\"ok\\": \\"yes\\""' in text
    assert "cookie PIPEC-web-8080 insert" in text


def test_nginx_drains_as_long_as_the_strategy_says(tmp_path):
    folder = write(hosts_behind_nginx(), tmp_path) / "nginx"
    assert "\nworker_shutdown_timeout 45s;\n" in (folder / "nginx.conf").read_text()
    upstreams = (folder / "upstreams.conf").read_text()
    assert "zone web-8080 256k;" in upstreams
    assert upstreams.count("weight=1;") == 3


# real requests


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"{self.server.told} {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def instances():
    """Two web servers that say who they are and which path they saw."""
    servers = []
    for told in ("web", "api"):
        server = HTTPServer(("127.0.0.1", 0), Handler)
        server.told = told
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
    yield {server.told: server.server_address[1] for server in servers}
    for server in servers:
        server.shutdown()
        server.server_close()


def free_port():
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


def get(port, path, host, patience=10):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    deadline = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code != 503 or time.monotonic() > deadline:
                return str(error.code)
        except OSError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def routed(router, port):
    shop = web(
        ports=(Port("http", 8080, port),),
        health_check=None,
        replicas=1,
        routes=(Route("shop.example", "/"), Route("*.shop.example", "/wild"), Route(None, "/public")),
    )
    rest = api(
        ports=(Port("http", 9000, port),),
        health_check=None,
        routes=(Route("shop.example", "/api"), Route("shop.example", "/a b{;#\"'$x"), Route(None, "/public/api")),
    )
    return plan(environment("compose", router, (shop, rest), target=Target(port_range=(20000, 20031))))


@pytest.mark.engine
@pytest.mark.parametrize("router", ["nginx", "haproxy"])
def test_both_routers_send_requests_to_the_same_components(tmp_path, instances, router):
    binary, port = require_engine(router), free_port()
    of = routed(router, port)
    assert list(BACKEND.check(of, PROFILE)) == []
    folder = write(of, tmp_path) / router
    hosts = {"web": 20000, "api": 20002 if router == "nginx" else 20008}
    for file in folder.iterdir():
        text = file.read_text()
        for name, first in hosts.items():
            text = text.replace(f"127.0.0.1:{first} weight", f"127.0.0.1:{instances[name]} weight")
        file.write_text(re.sub(r"(server blue-0 \S+) weight 0 (.*) disabled", r"\1 weight 1 \2", text))
    if router == "nginx":
        command = [binary, "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"]
    else:
        command = [binary, "-db", "-C", folder, "-f", folder / "haproxy.cfg"]
    with (tmp_path / "stdout").open("w") as logged:
        process = subprocess.Popen([str(word) for word in command], stdout=logged, stderr=subprocess.DEVNULL)
    try:
        asked = [
            ("/", "shop.example", "web"),
            ("/apix", "shop.example", "web"),
            ("/api", "SHOP.example", "api"),
            ("/api/v1", f"shop.example:{port}", "api"),
            ("/public/api", "shop.example", "web"),
            ("/a%20b%7B;%23%22'$x/y", "shop.example", "api"),
            ("/wild/1", "eu.shop.example", "web"),
            ("/public/api/1", "eu.shop.example", "api"),
            ("/public", "other.example", "web"),
        ]
        for path, host, component in asked:
            assert get(port, path, host) == f"{component} {path}", (path, host)
        for path, host in (("/wild", "other.example"), ("/", "eu.shop.example")):
            assert get(port, path, host, 0) in {"404", "503"}, (path, host)
    finally:
        process.terminate()
        process.wait(10)
    log = Path(folder / "access.log").read_text() if router == "nginx" else (tmp_path / "stdout").read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert {line["backend"] for line in lines} >= {"web-8080", "api-9000"}
    assert all("server" in line and "status" in line for line in lines)
    assert 200 in {line["status"] for line in lines}


@pytest.mark.parametrize("text", ['a"b', "a;b", "{x}", "a\nb", "a#b", "$x", "a'b", "\\"])
def test_templates_print_nothing_unquoted_that_needs_quotes(text):
    with pytest.raises(ValueError, match="needs quoting"):
        plain(text)


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_quoted_words_have_no_way_out(text):
    for word in (nginx_word(text), haproxy_word(text), systemd_word(text)):
        assert word[0] == word[-1] == '"'
        assert re.fullmatch(r'(?:[^"\\\n\r]|\\.)*', word[1:-1])

"""Certificates, tokens, namespaces and regions: what is needed is said, and a token is told to nobody."""

import ssl
import subprocess
import urllib.error

import pytest

from tests.nomad_agents import put_variable
from tests.runtime.runs.nomad.nomad_lab import NomadLab

pytestmark = [pytest.mark.engine, pytest.mark.slow]

ONE = 'jobs: {a: {artifacts: {x: {paths: [x]}}, steps: [{name: s, script: "echo fine; echo y > x"}]}}'

POLICY = """
namespace "default" {
  capabilities = ["submit-job", "dispatch-job", "list-jobs", "read-job", "read-fs"]
  variables { path "nomad/jobs/*" { capabilities = ["read"] } }
}
"""


def openssl(*words, cwd):
    done = subprocess.run(["openssl", *words], cwd=cwd, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, certificates of a server and a client, and another authority."""
    folder = tmp_path_factory.mktemp("tls")
    for name in ("ca", "other"):
        openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={name}",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.pem",
            cwd=folder,
        )
    names = {
        "server": "DNS:server.global.nomad,DNS:client.global.nomad,DNS:localhost,IP:127.0.0.1",
        "named": "DNS:server.global.nomad",
        "client": "DNS:client.global.nomad",
    }
    for name, alternatives in names.items():
        openssl(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            f"/CN={name}",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.csr",
            cwd=folder,
        )
        (folder / f"{name}.ext").write_text(f"subjectAltName={alternatives}\n")
        openssl(
            "x509",
            "-req",
            "-in",
            f"{name}.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            f"{name}.ext",
            "-out",
            f"{name}.pem",
            cwd=folder,
        )
    return folder


def secured(agents, certificates, name="server"):
    tls = f"""
tls {{
  http = true
  rpc = false
  ca_file = "{certificates}/ca.pem"
  cert_file = "{certificates}/{name}.pem"
  key_file = "{certificates}/{name}.key"
  verify_https_client = true
}}
"""
    agent = agents(extra=tls, scheme="https").start()
    context = ssl.create_default_context(cafile=str(certificates / "ca.pem"))
    context.check_hostname = False
    context.load_cert_chain(str(certificates / "client.pem"), str(certificates / "client.key"))
    agent.ready(context=context)
    return agent


def test_certificates_of_our_own(tmp_path, agents, certificates):
    lab = NomadLab(tmp_path, secured(agents, certificates).address)
    ours = {
        "NOMAD_CACERT": str(certificates / "ca.pem"),
        "NOMAD_CLIENT_CERT": str(certificates / "client.pem"),
        "NOMAD_CLIENT_KEY": str(certificates / "client.key"),
    }
    done = lab.run(ONE, **ours)
    assert done.code == 0, done.err + done.out
    wrong = lab.run(ONE, **{**ours, "NOMAD_CACERT": str(certificates / "other.pem")})
    assert wrong.code not in {0, 1} or "certificate" in wrong.err
    assert "certificate verify failed" in wrong.err
    assert "NOMAD_CACERT" in wrong.err
    none = lab.run(ONE, NOMAD_CACERT=ours["NOMAD_CACERT"])
    assert none.code != 0
    assert "NOMAD_CLIENT_CERT" in none.err
    half = lab.run(ONE, **{**ours, "NOMAD_CLIENT_KEY": ""})
    assert "only one of NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY" in half.err
    absent = lab.run(ONE, **{**ours, "NOMAD_CACERT": "/no/such.pem"})
    assert "cannot be read" in absent.err
    blind = lab.run(ONE, **{**ours, "NOMAD_CACERT": "", "NOMAD_SKIP_VERIFY": "true"})
    assert blind.code == 0, blind.err + blind.out
    plain = lab.run(ONE, NOMAD_ADDR=lab.address.replace("https", "http"))
    assert plain.code != 0
    assert "https" in plain.err.lower()
    assert "Traceback" not in wrong.err + none.err + half.err + absent.err + plain.err


def test_the_name_of_the_server(tmp_path, agents, certificates):
    lab = NomadLab(tmp_path, secured(agents, certificates, "named").address)
    ours = {
        "NOMAD_CACERT": str(certificates / "ca.pem"),
        "NOMAD_CLIENT_CERT": str(certificates / "client.pem"),
        "NOMAD_CLIENT_KEY": str(certificates / "client.key"),
    }
    wrong = lab.run(ONE, **ours)
    assert wrong.code != 0
    assert "127.0.0.1" in wrong.err
    assert "certificate" in wrong.err
    done = lab.run(ONE, NOMAD_TLS_SERVER_NAME="server.global.nomad", **ours)
    assert done.code == 0, done.err + done.out


def test_tokens(tmp_path, agents):
    agent = agents(extra="acl { enabled = true }\n").start()
    root = bootstrap(agent)
    agent.ready(token=root)
    lab = NomadLab(tmp_path, agent.address)
    agent.ask("/v1/acl/policy/run", {"Name": "run", "Rules": POLICY}, "POST", root)
    agent.ask("/v1/acl/policy/look", {"Name": "look", "Rules": 'namespace "default" { policy = "read" }'}, "POST", root)
    enough = token(agent, root, "run")
    little = token(agent, root, "look")
    text = """
jobs:
  a:
    secrets: [PASSWORD]
    artifacts: {x: {paths: [x]}}
    environment: {P: "${secrets.PASSWORD}"}
    steps: [{name: s, script: 'echo "it is $P"; echo y > x'}]
"""
    put_variable(agent, lab.job("a"), {"PASSWORD": "correct-horse"}, root)
    done = lab.run(text, NOMAD_TOKEN=enough)
    assert done.code == 0, done.err + done.out
    assert "it is ***" in lab.log("a", "s")
    process = lab.begin(NOMAD_TOKEN=enough)
    lab.wait_for(lambda: len(list(lab.state.glob("runs/*/lock"))) == 2)
    process.kill()
    process.communicate()
    assert lab.pipec("clean", NOMAD_TOKEN=enough).code == 0
    for given in (little, "00000000-0000-0000-0000-000000000000", "not a token", ""):
        refused = lab.run(text, NOMAD_TOKEN=given)
        assert refused.code != 0
        assert "permit" in refused.err, refused.err
        assert "submit-job, dispatch-job, list-jobs, read-job and read-fs" in refused.err
        assert not given or given not in refused.err + refused.out
    refused = lab.run(ONE, NOMAD_TOKEN=little)
    assert refused.code == 1
    assert "submit-job" in refused.out + refused.err
    kept = lab.text()
    for secret in (enough, little, root):
        assert secret not in kept + done.out + done.err + refused.out + refused.err


def bootstrap(agent):
    """Return the first token of a cluster."""
    import time

    until = time.monotonic() + 60
    while True:
        try:
            return agent.ask("/v1/acl/bootstrap", method="POST")["SecretID"]
        except (OSError, urllib.error.URLError):
            assert time.monotonic() < until
            time.sleep(0.2)


def token(agent, root, policy):
    body = {"Name": policy, "Type": "client", "Policies": [policy]}
    return agent.ask("/v1/acl/token", body, "POST", root)["SecretID"]


def test_namespaces_and_regions(own):
    lab = own
    lab.agent.ask("/v1/namespace/shop", {"Name": "shop"}, "POST")
    lab.agent.ask("/v1/namespace/other", {"Name": "other"}, "POST")
    done = lab.run(ONE, NOMAD_NAMESPACE="other", NOMAD_REGION="global")
    assert done.code == 0, done.err + done.out
    assert jobs(lab, "other")
    assert not jobs(lab, "default")
    lab.profile('namespace = "shop"')
    done = lab.run(ONE, NOMAD_NAMESPACE="other")
    assert done.code == 0, done.err + done.out
    assert jobs(lab, "shop")
    lab.profile('namespace = "none"')
    absent = lab.run(ONE)
    assert absent.code == 1
    assert "none" in absent.out + absent.err
    lab.profile()
    elsewhere = lab.run(ONE, NOMAD_REGION="mars")
    assert elsewhere.code != 0
    assert "region" in (elsewhere.out + elsewhere.err).lower()


def jobs(lab, namespace):
    return [item["ID"] for item in lab.ask(f"/v1/jobs?prefix={lab.name}&namespace={namespace}") or []]


@pytest.mark.parametrize("wrong", ["nowhere", "ftp://x", "http://", "http://127.0.0.1:0", "unix:///x", "http://[::1"])
def test_an_address_that_is_none(lab, wrong):

    done = lab.run(ONE, NOMAD_ADDR=wrong)
    assert done.code != 0
    assert "which is no address" in done.err


def test_nobody_listens(lab):
    done = lab.run(ONE, NOMAD_ADDR="http://127.0.0.1:9")
    assert done.code != 0
    assert "Nomad does not answer at http://127.0.0.1:9: Connection refused" in done.err
    assert lab.status_or_none() is None

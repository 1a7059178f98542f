"""Secrets reach the steps that read them, and nothing else."""

VALUE = "s3cr3t-value-of-the-test"
TEXT = """
version: 1
name: secrets
jobs:
  a:
    checkout: false
    secrets: [token]
    steps:
      - name: use
        environment: {TOKEN: "${secrets.token}", URL: "https://u:${secrets.token}@host/"}
        script: |
          test "$TOKEN" = "$(cat HERE/one HERE/two)"
          echo "plain $TOKEN url $URL"
          printf %s "$TOKEN" | base64
          cat HERE/one; sleep 0.1; cat HERE/two
      - {name: blind, script: "env | grep -c $(cat HERE/one) || true"}
"""


def written(lab):
    """The value stands in no pipeline, so that it is found nowhere but where it leaks."""
    (lab.folder / "one").write_text(VALUE[:10])
    (lab.folder / "two").write_text(VALUE[10:])
    return TEXT.replace("HERE", str(lab.folder))


def everything(lab):
    return b"".join(path.read_bytes() for path in lab.state.rglob("*") if path.is_file())


def test_a_missing_secret_fails_before_the_first_job(lab):
    done = lab.run(TEXT)
    assert done.code == 1
    assert "the secret `token`" in done.err
    assert "PIPEC_SECRET_TOKEN" in done.err
    assert not lab.state.joinpath("runs").exists()


def test_a_secret_is_nowhere_but_in_the_step(lab):
    done = lab.run(written(lab), PIPEC_SECRET_TOKEN=VALUE)
    assert done.code == 0, done.err + done.out
    assert "plain *** url https://u:***@host/" in lab.log("a", "use")
    assert lab.log("a", "blind") == "0\n"
    assert VALUE not in done.out + done.err
    held = everything(lab)
    assert VALUE.encode() not in held
    assert b"s3cr3t-val" not in held


def test_a_secret_from_a_file(lab):
    (lab.folder / "secrets.env").write_text(f"token={VALUE}\n")
    assert lab.run(written(lab), "--secret-file", "secrets.env").code == 0


def test_an_output_may_not_carry_a_secret(lab):
    text = TEXT.split("script: |", maxsplit=1)[0] + 'script: "echo leak=$TOKEN >> $PIPEC_OUTPUT"\n'
    done = lab.run(text, PIPEC_SECRET_TOKEN=VALUE)
    assert done.code == 1
    assert lab.attempts("a") == [("failure", "configuration")]
    assert "holds the value of a secret" in lab.reasons()["a"]
    assert VALUE.encode() not in everything(lab)


def test_an_artifact_may_not_have_a_secret_in_its_names(lab):
    text = TEXT.split("script: |", maxsplit=1)[0] + 'script: "mkdir d; touch d/$TOKEN"\n'
    done = lab.run(text + "    artifacts: {out: {paths: [d/**]}}\n", PIPEC_SECRET_TOKEN=VALUE)
    assert done.code == 1
    assert lab.attempts("a") == [("failure", "configuration")]
    assert "the name of a file holds the value of a secret" in lab.reasons()["a"]
    assert VALUE.encode() not in everything(lab)

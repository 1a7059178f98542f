"""Scripts as people write them: none of them gets a hint about its variables."""

import pytest

from tests.frontend.check.pipelines import script_codes

SCRIPTS = {
    "python package": """
python -m venv .venv
. .venv/bin/activate
pip install -e ".[test]"
pytest --junitxml="$REPORT"
""",
    "go build": """
set -eu
VERSION=$(git describe --tags --always)
LDFLAGS="-s -w -X main.version=${VERSION}"
for os in linux darwin; do
  for arch in amd64 arm64; do
    GOOS=$os GOARCH=$arch go build -ldflags "$LDFLAGS" -o "dist/app-$os-$arch" ./cmd/app
  done
done
""",
    "docker build": """
IMAGE="registry.example/shop/web:${CI_COMMIT_SHA}"
docker build --build-arg VERSION="${CI_COMMIT_TAG:-dev}" -t "$IMAGE" .
docker push "$IMAGE"
echo "image=$(docker inspect --format '{{index .RepoDigests 0}}' "$IMAGE")" >> "$PIPEC_OUTPUT"
""",
    "wait for a service": """
i=0
until pg_isready -h "$PIPEC_SERVICE_DB_HOST" -p "$PIPEC_SERVICE_DB_PORT"; do
  i=$((i + 1))
  [ "$i" -lt 30 ] || exit 1
  sleep 1
done
""",
    "read lines": """
while IFS=: read -r name _ uid rest; do
  [ "$uid" -ge 1000 ] && echo "$name has $uid ($rest)"
done < /etc/passwd
""",
    "getopts": """
usage() { echo "usage: $0 [-v] [-o FILE]" >&2; exit 2; }
while getopts vo: opt; do
  case "$opt" in
    v) verbose=1 ;;
    o) output=$OPTARG ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
echo "${verbose:-0} $output $*"
""",
    "heredoc configuration": """
cat > nginx.conf <<'EOF'
location / { proxy_set_header Host $host; proxy_pass http://$upstream; }
EOF
cat > app.env <<EOF
BRANCH=$CI_COMMIT_BRANCH
LITERAL=\\$NOT_OURS
EOF
""",
    "awk and sed": """
awk -F, '{ sum += $2 } END { print sum/NR, $NF }' data.csv
sed -e "s/@VERSION@/$REPORT/" -e 's/$FOO/bar/' in > out
awk "{print \\$1}" data.csv
""",
    "parameter checks": """
: "${DEPLOY_KEY:?no key}"
: "${REGION:=eu-west-1}"
aws --region "$REGION" s3 sync dist "s3://${BUCKET:-shop}/$CI_COMMIT_SHA"
""",
    "optional variable": """
if [ -n "$EXTRA_ARGS" ]; then
  echo "with $EXTRA_ARGS"
fi
if [ -z "${DEBUG}" ]; then set +x; fi
[ "$TRACE" ] && set -x
test "x$QUIET" = x || exec >/dev/null
make $EXTRA_ARGS
""",
    "bash arrays": """
declare -A ports=([web]=80 [db]=5432)
files=(a b "c d")
files+=("$REPORT")
for key in "${!ports[@]}"; do echo "$key ${ports[$key]}"; done
echo "${#files[@]} ${files[0]}"
mapfile -t lines < list.txt
printf -v stamp '%(%F)T' -1
echo "${lines[@]}" "$stamp"
""",
    "arithmetic loop": """
for ((n = 0; n < 10; n++)); do
  (( total += n ))
  echo $((n * total))
done
let count=total+1
echo "$count"
""",
    "functions with locals": """
retry() {
  local attempts=$1 delay=2 code
  shift
  until "$@"; do
    code=$?
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || return "$code"
    sleep "$delay"
  done
}
retry 3 curl -fsS https://shop.example/health
""",
    "case in a substitution": """
kind=$(case "$(uname -m)" in
  x86_64) echo amd64 ;;
  aarch64|arm64) echo arm64 ;;
  *) echo "unknown" ;;
esac)
echo "machine is $kind"
""",
    "traps and temporary files": """
tmp=$(mktemp -d)
trap 'rm -rf "$tmp" "$other"' EXIT INT TERM
other=$tmp/x
cp -r . "$other"
""",
    "jq and single quotes": """
version=$(jq -r --arg b "$CI_COMMIT_BRANCH" '.versions[$b] // "none"' versions.json)
curl -d '{"text": "$version"}' https://hooks.example
echo "${version#v}" "${version%%.*}" "${version/-rc/}"
""",
    "npm": """
npm ci --cache "$HOME/.npm"
export NODE_OPTIONS=--max-old-space-size=4096 PATH="$PWD/node_modules/.bin:$PATH"
npx tsc --noEmit && npm test -- --reporter "$REPORT"
""",
    "maven": """
mvn -B -ntp -Dmaven.repo.local="$PWD/.m2" -Dversion=${CI_COMMIT_TAG#v} verify
cp "$JAVA_HOME/lib/security/cacerts" .
""",
    "background jobs": """
./server & pid=$!
trap "kill $pid" EXIT
for i in 1 2 3; do curl -fs localhost:8080 && break || sleep "$i"; done
wait "$pid" || true
""",
    "matrix and parameters": """
make test PYTHON=${matrix.python} REGION=${{ params.region }}
echo "${{ matrix.python == '3.12' }}"
""",
    "sourced file": """
set -a
. ./versions.env
set +a
echo "$TOOL_A $TOOL_B"
""",
    "sourced conditionally": """
[ -f .env ] && . ./.env
if test -r /etc/os-release; then source /etc/os-release; fi
echo "$ID $VERSION_ID"
""",
    "exported from a file": """
export $(grep -v '^#' .env | xargs)
psql "$DATABASE_URL" -c 'select 1'
""",
    "date and git": """
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
author=`git log -1 --format=%an`
git log "${CI_PREV_COMMIT_SHA:-HEAD~1}..HEAD" --format="%h $author at $now"
""",
    "ansi quotes and escapes": """
IFS=$'\\n\\t'
printf '%s\\n' $'it\\'s $fine'
echo "costs \\$5 and \\${NOT_OURS}" cost\\$X
echo "${MSG:-it's all right}"; after=1; echo "it's $after"
""",
    "subshells": """
(cd web && npm ci && total=$(ls | wc -l) && echo "$total")
{ echo "a"; echo "$CI_REPO"; } > "$REPORT"
diff <(sort a) <(sort b) || exit 1
""",
    "if else with commands": """
if ! out=$(terraform plan -detailed-exitcode -no-color 2>&1); then
  echo "$out"
elif grep -q "No changes" <<< "$out"; then
  echo none
fi
""",
    "select and read": """
select choice in a b; do echo "$choice $REPLY"; break; done <<< 1
read -r -p "name? " first last < names.txt
echo "$last, $first"
""",
    "printf to a variable and indirect": """
name=REPORT
echo "${!name}" "${!CI_*}"
unset LC_ALL
env -i PATH="$PATH" HOME="$HOME" TERM=dumb ./run
""",
    "comments and strings": """
# uses $SOME_VARIABLE from the old system
echo done # and ${ANOTHER}
echo 'single $QUOTED text' "double \\$ESCAPED"
grep -E '^\\$[A-Z]+$' file || true
""",
    "nested heredoc in a substitution": """
body=$(cat <<EOF
{"branch": "$CI_COMMIT_BRANCH", "report": "${REPORT}"}
EOF
)
curl --data "$body" https://hooks.example
""",
    "find and xargs": """
find . -name '*.py' -print0 | xargs -0 -n1 sh -c 'echo "$0 $1"' _
find dist -type f -exec sh -c 'for f; do gzip -9k "$f"; done' _ {} +
""",
    "kubernetes": """
export KUBECONFIG="$PWD/kubeconfig"
ns=$(echo "$CI_COMMIT_BRANCH" | tr / -)
kubectl get ns "$ns" >/dev/null 2>&1 || kubectl create ns "$ns"
envsubst '$IMAGE $NS' < deploy.yaml | kubectl apply -n "$ns" -f -
""",
    "rust with image variables": """
cargo build --release --locked --target-dir "$CARGO_HOME/target"
cp "$CARGO_HOME/target/release/shop" dist/
echo "$RUST_VERSION $GEM_HOME"
""",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_honest_script_gets_no_hint(name):
    assert script_codes(SCRIPTS[name]) == []

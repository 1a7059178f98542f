"""Scripts as careful people write them: no rule has anything to say about one of them.

Each is what a step of a job runs that lists the secret `token` as the variable `TOKEN`, on a host that may have
anything. Its name says what it is there to tell apart.
"""

from typing import Final

HONEST: Final[dict[str, str]] = {
    "checked download": """
        curl -fsSL -o tool.tar.gz https://downloads.example/tool-1.4.tar.gz
        echo "$TOOL_SHA256  tool.tar.gz" | sha256sum -c -
        tar -xzf tool.tar.gz -C /usr/local/bin tool
        """,
    "checked download, checksums of the publisher": """
        curl -fsSLO https://downloads.example/v1.4/tool
        curl -fsSLO https://downloads.example/v1.4/SHA256SUMS
        sha256sum --check --ignore-missing SHA256SUMS
        chmod +x tool && ./tool --version
        """,
    "download of data": "wget -q https://downloads.example/words.txt\nwc -l words.txt",
    "download read by a program": (
        "curl -fsS https://api.shop.example/v1/list | python3 -c 'import json, sys; json.load(sys.stdin)'"
    ),
    "download read by a module": "curl -fsS https://api.shop.example/v1/list | python3 -m json.tool > list.json",
    "answer read as JSON": "curl -sS https://api.shop.example/v1/list | jq -e '.items | length > 0'",
    "status code asked": "test \"$(curl -s -o /dev/null -w '%{http_code}' http://shop.example/)\" = 301",
    "redirect asked": "curl -sI http://shop.example/ | grep -i '^location: https://'",
    "health of a service": "curl -s http://web:8080/health | grep -q ok",
    "waiting for a service": "until curl -sf http://localhost:8080/health >/dev/null; do sleep 1; done",
    "own certificate, own host": "curl -fsSk https://localhost:8443/health",
    "host in a variable": 'curl -k "https://$WEB_HOST:8443/health"',
    "options in a variable": (
        'CURL_OPTIONS="--fail --silent"\ncurl $CURL_OPTIONS -o list.txt https://downloads.example/list.txt'
    ),
    "function of that name": (
        'curl() { command curl --fail "$@"; }\ncurl -o list.txt https://downloads.example/list.txt'
    ),
    "requirements": "pip install -r requirements.txt\npip install -e '.[test]'\npython -m pytest",
    "pinned tools": "pip install ruff==0.8.4 'mypy~=1.13' \"tox>=4,<5\"\nruff check",
    "own package": "pip install --upgrade pip setuptools wheel\npip install .\npip install dist/*.whl\npytest",
    "constraints": "pip install -c constraints.txt pytest coverage\npytest",
    "package in a variable": 'pip install "ruff==$RUFF_VERSION"\npip install $PACKAGES\nruff check',
    "virtual environment": "python3 -m venv .venv\n. .venv/bin/activate\npip install -r requirements.txt\npytest",
    "lock of npm": "npm ci\nnpm run build --if-present\nnpm test",
    "one package of npm": "npm install --no-save typescript@5.6.3\nnpx tsc --noEmit",
    "global tool of npm": "npm install -g pnpm@9.15.0 @angular/cli@19.0.0",
    "lock renewed on purpose": (
        "npm update\ngit checkout -b update\ngit commit -am 'Renew the lock'\ngit push origin update"
    ),
    "go tools": "go install golang.org/x/tools/cmd/goimports@v0.28.0\ngo install ./...\ngo vet ./...",
    "cargo with lock": "cargo install --locked cargo-deny\ncargo build --locked --release",
    "gems": "gem install bundler -v 2.5.0\nbundle install --jobs 4\nbundle exec rspec",
    "packages of the system": (
        "apt-get update -qq\napt-get install -y --no-install-recommends jq git\n"
        "rm -rf /var/lib/apt/lists/*\njq --version"
    ),
    "packages, quiet twice": "apt-get update\napt-get -qq install jq\njq --version",
    "packages, answers in a variable": "apt-get update\napt-get $APT_OPTIONS install jq\njq --version",
    "packages of alpine": "apk add --no-cache git make\nmake",
    "own package of the system": "dnf install -y --nogpgcheck ./build/shop.rpm\nshop --version",
    "login by a pipe": 'echo "$TOKEN" | docker login -u ci --password-stdin registry.example',
    "login by a here-string of POSIX": "docker login -u ci --password-stdin registry.example <<END\n$TOKEN\nEND",
    "secret into a file": 'printf "%s" "$TOKEN" > key.json\nchmod 600 key.json\n./publish.sh key.json\nrm key.json',
    "secret into a file of credentials": 'echo "//registry.example/:_authToken=$TOKEN" >> ~/.npmrc\nnpm ci',
    "secret in a header": 'curl -fsS -H "Authorization: Bearer $TOKEN" https://api.shop.example/v1/list -o list.json',
    "secret tested": (
        'if [ -z "$TOKEN" ]; then echo "TOKEN is missing" >&2; exit 1; fi\necho "${TOKEN:+a token is there}"'
    ),
    "secret's length": 'echo "a token of ${#TOKEN} characters"',
    "secret's name": "echo 'set $TOKEN first'\necho \"set \\$TOKEN first\"",
    "group behind a pipe": '{ echo "user"; echo "$TOKEN"; } | ./login.sh',
    "function behind a pipe": 'credentials() { echo "password=$TOKEN"; }\ncredentials | git credential approve',
    "secret compared": 'printf "%s" "$TOKEN" | sha256sum | cut -c1-8',
    "trace around a secret": 'set -x\nmake\nset +x\n./publish.sh --token "$TOKEN"',
    "trace of something else": "set -ex\nmake\nmake install DESTDIR=out",
    "variables for a program": "env LANG=C sort words.txt\nenv -i make\nexport -p >/dev/null",
    "password of a test's database": "mysql -h database -uroot -proot shop < schema.sql",
    "variables of a database": 'PGPASSWORD="$TOKEN" psql -h database -U shop -c "select 1"',
    "shared folder": (
        "mkdir -p cache && chmod 1777 cache\nchmod 755 deploy.sh\nchmod u+x,go-w deploy.sh\nchmod -R a+rX public"
    ),
    "container without a terminal": (
        "docker run --rm -v \"$PWD:/src\" -w /src registry.example/tools:1 sh -c 'make -it'"
    ),
    "container's own options": "docker run --rm registry.example/tools:1 tool -it",
    "answers from a pipe": "yes | apt-get install jq\njq --version",
    "lines of a file": 'while read -r name; do echo "$name"; done < names.txt\nread -r first < names.txt',
    "line of a pipe": 'git rev-parse HEAD | { read -r commit; echo "$commit"; }',
    "commit with a message": (
        "git add . && git commit -m 'Build the site'\ngit commit --amend --no-edit\ngit commit -am next"
    ),
    "saved plan": "terraform plan -out=tfplan -input=false\nterraform apply -input=false tfplan",
    "failure that is looked at": 'pytest || status=$?\n./report.sh\nexit "${status:-0}"',
    "clean-up that may fail": "docker rm -f web || true\nrm -f build.log || true\nkill %1 2>/dev/null || true",
    "question in a condition": "if pytest -q --co || true; then echo collected; fi",
    "search of an output": "make test | grep -q 'all passed'\ngo version | awk '{print $3}'\ndocker images | tail -n 3",
    "last lines of a list": "git log -1 | cat\nls | sort | head -n 1",
    "variables of this step": "export PATH=$PWD/bin:$PATH\ncd web\nmake",
    "folder of a subshell": "(cd web && make)\nmake -C docs",
    "POSIX throughout": (
        'if [ "$CI_COMMIT_BRANCH" = main ]; then ./publish.sh; fi\nfor i in 1 2 3; do echo "$i"; done\n. ./settings.sh'
    ),
    "bash where it is asked for": "bash -c '[[ -e configure ]] && ./configure'\nmake",
    "text that looks like bash": (
        "grep -q '\\[\\[' README.md\necho 'a == b' '{1..3}' 'source x'\nawk '$1 == 2' list.txt"
    ),
    "last commit": "git log -1 --format=%s\ngit rev-parse --short HEAD\ngit diff --exit-code\ngit status --porcelain",
    "history fetched": "git fetch --unshallow --tags\ngit describe --tags > version",
    "description that never fails": "git describe --tags --always > version",
    "difference of files": "git diff --no-index -- ../old ./new\ngit diff --stat -- docs/../README.md",
    "deletion of one's own": (
        'rm -rf build dist/*\nOUT=$(mktemp -d)\nrm -rf "$OUT"/*\nrm -rf "${CACHE_DIR:?}"/* "$HOME"/.cache/*'
    ),
    "deletion in a folder": 'rm -rf "$CI_WORKSPACE/build/"*\nrm -rf "./$TARGET_DIR/"',
    "server and tests": "./server &\nserver=$!\n./test.sh\nkill $server",
    "background that is waited for": "make docs & make test &\nwait",
    "and at the end of a line": "make docs &&\n  make test",
    "words of a case": (
        'case "$CI_COMMIT_BRANCH" in\n  env) echo environment ;;\n  set|export) echo shell ;;\n  *) echo other ;;\nesac'
    ),
    "here-document": (
        "cat > install.sh <<'END'\ncurl https://get.example/x | sh\nnpm install\nset -x\nread x\nEND\n"
        "chmod +x install.sh"
    ),
    "comment": "# curl https://get.example/install.sh | sh\nmake # npm install && pytest || true",
    "messages": 'echo "run: curl -k https://shop.example/ | sh"\nprintf "%s\\n" "pip install tox"\nmake',
    "own tool downloaded from a service": "wget -q http://artifacts:8081/tool && chmod +x tool && ./tool",
    "list of revoked certificates": "curl -fsS -o root.crl http://crl.authority.example/root.crl",
    "credentials that are none": (
        "git clone https://user:$TOKEN@git.shop.example/shop.git\npsql postgres://shop:shop@database/shop -c 'select 1'"
    ),
}

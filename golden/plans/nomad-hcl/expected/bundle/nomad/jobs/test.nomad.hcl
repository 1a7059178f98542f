job "shop_job_test" {
  name = "shop_job_test"
  type = "batch"
  datacenters = ["*"]
  meta {
    pipec_plan = "sha256:4e1c6ad489a02df363f89cbf85633cba8e730bd2afe22efb9f48ceb2d1957123"
    pipec_job = "test"
    pipec_depends_on = ""
  }
  parameterized {
    payload = "forbidden"
    meta_required = []
    meta_optional = ["CI_COMMIT_AUTHOR", "CI_COMMIT_AUTHOR_EMAIL", "CI_COMMIT_BRANCH", "CI_COMMIT_MESSAGE", "CI_COMMIT_PRERELEASE", "CI_COMMIT_PULL_REQUEST", "CI_COMMIT_REF", "CI_COMMIT_REFSPEC", "CI_COMMIT_SHA", "CI_COMMIT_SOURCE_BRANCH", "CI_COMMIT_TAG", "CI_COMMIT_TARGET_BRANCH", "CI_COMMIT_URL", "CI_FORGE_TYPE", "CI_FORGE_URL", "CI_PIPELINE_CREATED", "CI_PIPELINE_DEPLOY_TARGET", "CI_PIPELINE_DEPLOY_TASK", "CI_PIPELINE_EVENT", "CI_PIPELINE_NUMBER", "CI_PIPELINE_PARENT", "CI_PIPELINE_STARTED", "CI_PIPELINE_URL", "CI_PREV_COMMIT_BRANCH", "CI_PREV_COMMIT_MESSAGE", "CI_PREV_COMMIT_SHA", "CI_PREV_PIPELINE_NUMBER", "CI_PREV_PIPELINE_STATUS", "CI_REPO", "CI_REPO_CLONE_URL", "CI_REPO_DEFAULT_BRANCH", "CI_REPO_NAME", "CI_REPO_OWNER", "CI_REPO_PRIVATE", "CI_REPO_URL", "CI_SYSTEM_HOST", "CI_SYSTEM_NAME", "CI_SYSTEM_URL", "pipec_run", "release_id", "release_name"]
  }
  group "job" {
    count = 1
    restart {
      attempts = 0
      mode = "fail"
    }
    reschedule {
      attempts = 0
      unlimited = false
    }
    disconnect {
      lost_after = "31536000s"
      replace = false
      reconcile = "keep_original"
    }
    ephemeral_disk {
      size = 300
    }
    task "step-test" {
      driver = "docker"
      kill_timeout = "15s"
      config {
        image = "registry.example/go@sha256:1d0ee317fa43bdf1e034adbe3dfdd5e99b6a3330aa1500777cf864ba407aac4e"
        entrypoint = ["/bin/sh"]
        args = ["$${NOMAD_TASK_DIR}/pipec/start.sh"]
        security_opt = ["no-new-privileges"]
      }
      env {
        HOME = "$${NOMAD_ALLOC_DIR}/data/workspace"
        CI = "pipec"
        CI_WORKFLOW_NAME = "test"
        CI_WORKSPACE = "$${NOMAD_ALLOC_DIR}/data/workspace"
        CI_COMMIT_AUTHOR = ""
        CI_COMMIT_AUTHOR_EMAIL = ""
        CI_COMMIT_BRANCH = ""
        CI_COMMIT_MESSAGE = ""
        CI_COMMIT_PRERELEASE = ""
        CI_COMMIT_PULL_REQUEST = ""
        CI_COMMIT_REF = ""
        CI_COMMIT_REFSPEC = ""
        CI_COMMIT_SHA = ""
        CI_COMMIT_SOURCE_BRANCH = ""
        CI_COMMIT_TAG = ""
        CI_COMMIT_TARGET_BRANCH = ""
        CI_COMMIT_URL = ""
        CI_FORGE_TYPE = ""
        CI_FORGE_URL = ""
        CI_PIPELINE_CREATED = ""
        CI_PIPELINE_DEPLOY_TARGET = ""
        CI_PIPELINE_DEPLOY_TASK = ""
        CI_PIPELINE_EVENT = ""
        CI_PIPELINE_NUMBER = ""
        CI_PIPELINE_PARENT = ""
        CI_PIPELINE_STARTED = ""
        CI_PIPELINE_URL = ""
        CI_PREV_COMMIT_BRANCH = ""
        CI_PREV_COMMIT_MESSAGE = ""
        CI_PREV_COMMIT_SHA = ""
        CI_PREV_PIPELINE_NUMBER = ""
        CI_PREV_PIPELINE_STATUS = ""
        CI_REPO = ""
        CI_REPO_CLONE_URL = ""
        CI_REPO_DEFAULT_BRANCH = ""
        CI_REPO_NAME = ""
        CI_REPO_OWNER = ""
        CI_REPO_PRIVATE = ""
        CI_REPO_URL = ""
        CI_SYSTEM_HOST = ""
        CI_SYSTEM_NAME = ""
        CI_SYSTEM_URL = ""
      }
      template {
        data = <<EOT
CI_COMMIT_AUTHOR=<|env "NOMAD_META_CI_COMMIT_AUTHOR" | toJSON|>
CI_COMMIT_AUTHOR_EMAIL=<|env "NOMAD_META_CI_COMMIT_AUTHOR_EMAIL" | toJSON|>
CI_COMMIT_BRANCH=<|env "NOMAD_META_CI_COMMIT_BRANCH" | toJSON|>
CI_COMMIT_MESSAGE=<|env "NOMAD_META_CI_COMMIT_MESSAGE" | toJSON|>
CI_COMMIT_PRERELEASE=<|env "NOMAD_META_CI_COMMIT_PRERELEASE" | toJSON|>
CI_COMMIT_PULL_REQUEST=<|env "NOMAD_META_CI_COMMIT_PULL_REQUEST" | toJSON|>
CI_COMMIT_REF=<|env "NOMAD_META_CI_COMMIT_REF" | toJSON|>
CI_COMMIT_REFSPEC=<|env "NOMAD_META_CI_COMMIT_REFSPEC" | toJSON|>
CI_COMMIT_SHA=<|env "NOMAD_META_CI_COMMIT_SHA" | toJSON|>
CI_COMMIT_SOURCE_BRANCH=<|env "NOMAD_META_CI_COMMIT_SOURCE_BRANCH" | toJSON|>
CI_COMMIT_TAG=<|env "NOMAD_META_CI_COMMIT_TAG" | toJSON|>
CI_COMMIT_TARGET_BRANCH=<|env "NOMAD_META_CI_COMMIT_TARGET_BRANCH" | toJSON|>
CI_COMMIT_URL=<|env "NOMAD_META_CI_COMMIT_URL" | toJSON|>
CI_FORGE_TYPE=<|env "NOMAD_META_CI_FORGE_TYPE" | toJSON|>
CI_FORGE_URL=<|env "NOMAD_META_CI_FORGE_URL" | toJSON|>
CI_PIPELINE_CREATED=<|env "NOMAD_META_CI_PIPELINE_CREATED" | toJSON|>
CI_PIPELINE_DEPLOY_TARGET=<|env "NOMAD_META_CI_PIPELINE_DEPLOY_TARGET" | toJSON|>
CI_PIPELINE_DEPLOY_TASK=<|env "NOMAD_META_CI_PIPELINE_DEPLOY_TASK" | toJSON|>
CI_PIPELINE_EVENT=<|env "NOMAD_META_CI_PIPELINE_EVENT" | toJSON|>
CI_PIPELINE_NUMBER=<|env "NOMAD_META_CI_PIPELINE_NUMBER" | toJSON|>
CI_PIPELINE_PARENT=<|env "NOMAD_META_CI_PIPELINE_PARENT" | toJSON|>
CI_PIPELINE_STARTED=<|env "NOMAD_META_CI_PIPELINE_STARTED" | toJSON|>
CI_PIPELINE_URL=<|env "NOMAD_META_CI_PIPELINE_URL" | toJSON|>
CI_PREV_COMMIT_BRANCH=<|env "NOMAD_META_CI_PREV_COMMIT_BRANCH" | toJSON|>
CI_PREV_COMMIT_MESSAGE=<|env "NOMAD_META_CI_PREV_COMMIT_MESSAGE" | toJSON|>
CI_PREV_COMMIT_SHA=<|env "NOMAD_META_CI_PREV_COMMIT_SHA" | toJSON|>
CI_PREV_PIPELINE_NUMBER=<|env "NOMAD_META_CI_PREV_PIPELINE_NUMBER" | toJSON|>
CI_PREV_PIPELINE_STATUS=<|env "NOMAD_META_CI_PREV_PIPELINE_STATUS" | toJSON|>
CI_REPO=<|env "NOMAD_META_CI_REPO" | toJSON|>
CI_REPO_CLONE_URL=<|env "NOMAD_META_CI_REPO_CLONE_URL" | toJSON|>
CI_REPO_DEFAULT_BRANCH=<|env "NOMAD_META_CI_REPO_DEFAULT_BRANCH" | toJSON|>
CI_REPO_NAME=<|env "NOMAD_META_CI_REPO_NAME" | toJSON|>
CI_REPO_OWNER=<|env "NOMAD_META_CI_REPO_OWNER" | toJSON|>
CI_REPO_PRIVATE=<|env "NOMAD_META_CI_REPO_PRIVATE" | toJSON|>
CI_REPO_URL=<|env "NOMAD_META_CI_REPO_URL" | toJSON|>
CI_SYSTEM_HOST=<|env "NOMAD_META_CI_SYSTEM_HOST" | toJSON|>
CI_SYSTEM_NAME=<|env "NOMAD_META_CI_SYSTEM_NAME" | toJSON|>
CI_SYSTEM_URL=<|env "NOMAD_META_CI_SYSTEM_URL" | toJSON|>
EOT
        destination = "secrets/pipec.env"
        perms = "0400"
        change_mode = "noop"
        left_delimiter = "<|"
        right_delimiter = "|>"
        error_on_missing_key = true
        env = true
      }
      template {
        data = <<EOT
# Runs the steps of a job; written by pipec, do not edit.
#   sh PROGRAM run DESCRIPTION...      the described steps, one after another
#   sh PROGRAM result STATE STEP...    exit as the job did; the named steps must have ended
#   sh PROGRAM reset STATE             forget an earlier run

pipec_grace=10

pipec_say() { printf 'pipec: %s\n' "$1" >&2; }

pipec_now() { date +%s; }

# Marks in the log, between two characters 036, which no text has by chance:
#   begin STEP ATTEMPT, then what the attempt printed, end STEP ATTEMPT EXIT CLASS, and at last
#   done STEP STATUS EXIT CLASS
pipec_tell() { # MARK: into both streams
  [ "$pipec_marks" = 1 ] || return 0
  printf '\036pipec %s\036\n' "$1"
  printf '\036pipec %s\036\n' "$1" >&2
}

pipec_write() { # FILE TEXT: the file has the whole text or is not there, whoever else writes it
  printf '%s' "$2" >"$1.$pipec_step.new" && mv -f "$1.$pipec_step.new" "$1"
}

# What conditions and values call.

pipec_missing='' pipec_problem=''

pipec_trouble() { # TEXT: the expression has no value
  [ "$pipec_missing" = is ] || [ -n "$pipec_problem" ] || pipec_problem=$1
  pipec_value=''
}

pipec_absent() { # a name without a value; empty text where no one asks
  [ "$pipec_missing" != may ] || pipec_missing=is
  pipec_value=''
}

pipec_succeeded() { [ ! -e "$pipec_state/failed" ]; }

pipec_failed() { [ -e "$pipec_state/failed" ]; }

pipec_file() { # FILE DEFAULT: leaves the exact content in pipec_value
  pipec_value=$2
  if [ -f "$1" ]; then
    pipec_value=$("$pipec_cat" "$1" && echo .)
    pipec_value=$${pipec_value%.}
  fi
}

pipec_output() { # STATE PATH
  if [ -f "$1/$2" ]; then pipec_file "$1/$2" ''; else pipec_absent; fi
}

pipec_job_status() { # STATE
  pipec_value=success
  [ ! -e "$1/failed" ] || pipec_value=failure
}

pipec_variable() { # NAME [DEFAULT]: the name is the compiler's
  eval "pipec_found=\$${$1+1} pipec_value=\$${$1-}"
  if [ -n "$pipec_found" ]; then return; fi
  if [ "$#" -eq 2 ]; then pipec_value=$2; else pipec_absent; fi
}

# 512 characters, whatever they are: a long head goes in parts, because shells need quadratic time to take it off.
pipec_many='????????'
pipec_many=$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many
pipec_many=$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many

pipec_cut() { # TEXT: parts pipec_rest at the first TEXT into pipec_head and the new pipec_rest; fails without one
  case $pipec_rest in
    *"$1"*) ;;
    *) return 1 ;;
  esac
  pipec_head=$${pipec_rest%%"$1"*} pipec_tail=$pipec_rest
  pipec_lead=$pipec_head
  while :; do
    # shellcheck disable=SC2254,SC2295
    case $pipec_lead in
      $pipec_many*) pipec_lead=$${pipec_lead#$pipec_many} pipec_tail=$${pipec_tail#$pipec_many} ;;
      *) break ;;
    esac
  done
  pipec_tail=$${pipec_tail#"$pipec_lead$1"}
  [ "$pipec_head$1$pipec_tail" = "$pipec_rest" ] || pipec_tail=$${pipec_rest#"$pipec_head$1"}
  pipec_rest=$pipec_tail
}

pipec_sought() { # FUNCTION TEXT: whether there is something to look for
  [ -n "$2" ] || pipec_trouble "'$1' needs a text that is not empty to look for"
  [ -n "$2" ]
}

pipec_replace() { # FUNCTION TEXT OLD NEW
  pipec_value='' pipec_rest=$2
  pipec_sought "$1" "$3" || return 0
  while pipec_cut "$3"; do
    pipec_value=$pipec_value$pipec_head$4
    [ "$1" != replaceFirst ] || break
  done
  pipec_value=$pipec_value$pipec_rest
}

pipec_item() { # TEXT SEPARATOR NUMBER: that part of the text, from 0
  pipec_value='' pipec_rest=$1 pipec_count=$3
  pipec_sought split "$2" || return 0
  while pipec_cut "$2"; do
    pipec_value=$pipec_head
    [ "$pipec_count" -ne 0 ] || return 0
    pipec_count=$((pipec_count - 1))
  done
  pipec_value=$pipec_rest
  if [ "$pipec_count" -ne 0 ]; then pipec_no_item; fi
}

pipec_no_item() {
  pipec_absent
  [ -n "$pipec_missing" ] || pipec_trouble "'split' gives fewer parts than the one that is asked for"
}

pipec_has_part() { # TEXT SEPARATOR PART: whether one part of the text is PART
  pipec_rest=$1
  pipec_sought split "$2" || return 1
  while pipec_cut "$2"; do
    [ "$pipec_head" != "$3" ] || return 0
  done
  [ "$pipec_rest" = "$3" ]
}

pipec_plain() { # TEXT: whether every character is one of these, so surely of ASCII
  case $1 in
    *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@+,=%' '-]*) return 1 ;;
  esac
}

pipec_exchange() { # TEXT 'OLD NEW OLD NEW': characters for characters
  pipec_value=$1 pipec_old=''
  for pipec_new in $2; do
    if [ -z "$pipec_old" ]; then
      pipec_old=$pipec_new
      continue
    fi
    case $pipec_value in
      *"$pipec_old"*) pipec_replace replace "$pipec_value" "$pipec_old" "$pipec_new" ;;
    esac
    pipec_old=''
  done
}

pipec_lower() { # TEXT PAIRS SIGMA
  pipec_ascii='A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o P p Q q R r S s T t U u V v W w X x Y y Z z'
  pipec_exchange "$1" "$pipec_ascii"
  pipec_plain "$1" || pipec_exchange "$pipec_value" "$2"
  case $1 in
    *"$3"*) pipec_trouble "'lower' of a capital sigma depends on the letters around it, which a shell does not know" ;;
  esac
}

pipec_upper() { # TEXT PAIRS
  pipec_ascii='a A b B c C d D e E f F g G h H i I j J k K l L m M n N o O p P q Q r R s S t T u U v V w W x X y Y z Z'
  pipec_exchange "$1" "$pipec_ascii"
  pipec_plain "$1" || pipec_exchange "$pipec_value" "$2"
}

pipec_length() { # TEXT: its characters
  pipec_value=$${#1}
  pipec_plain "$1" && return
  # The step's own PATH is set already.
  pipec_value=$(PATH=/usr/bin:/bin:$PATH && printf '%s' "$1" | LC_ALL=C tr -d '\200-\277' | LC_ALL=C wc -c)
  pipec_value=$((pipec_value + 0))
  [ "$pipec_value" -gt 0 ] || pipec_trouble "'length' of a text beyond ASCII needs the programs 'tr' and 'wc'"
}

# Numbers have one form: -12, 0, 1.5. A shell knows whole ones below 2^63.

pipec_number() { # makes the number in pipec_value that its text says
  pipec_sign='' pipec_part='' pipec_whole=$${pipec_value#[+-]}
  case $pipec_value in -*) pipec_sign=- ;; esac
  case $pipec_whole in
    *.*) pipec_part=$${pipec_whole#*.} pipec_whole=$${pipec_whole%%.*} ;;
    *) pipec_part=0 ;;
  esac
  pipec_digits "$pipec_whole" && pipec_digits "$pipec_part" || return 0
  while :; do
    case $pipec_whole,$pipec_part in
      0?*,*) pipec_whole=$${pipec_whole#0} ;;
      *,*0) pipec_part=$${pipec_part%0} ;;
      *) break ;;
    esac
  done
  pipec_value=$pipec_sign$pipec_whole$${pipec_part:+.$pipec_part}
  [ "$pipec_value" != -0 ] || pipec_value=0
  pipec_limit=18
  [ -z "$pipec_part" ] || pipec_limit=15
  [ "$(($${#pipec_whole} + $${#pipec_part}))" -le "$pipec_limit" ] || pipec_beyond
}

pipec_digits() {
  case $1 in
    '' | *[!0123456789]*) pipec_trouble 'a text that has to be a decimal number is none' && return 1 ;;
  esac
}

pipec_beyond() {
  pipec_trouble 'a shell computes with whole numbers of up to 18 digits and compares fractions of up to 15 only'
}

pipec_calculate() { # A OPERATOR B
  pipec_value='' pipec_left=$${1#-} pipec_right=$${3#-}
  case $pipec_left,$pipec_right in
    ,* | *, | *.* | ???????????????????*,* | *,???????????????????*) pipec_beyond && return ;;
  esac
  case $2 in
    +) pipec_value=$(($1 + $3)) ;;
    -) pipec_value=$(($1 - $3)) ;;
    %)
      [ "$3" -ne 0 ] || pipec_trouble "'%' divides by zero"
      [ "$3" -eq 0 ] || pipec_value=$(($1 % $3))
      ;;
    *)
      if [ "$(($${#pipec_left} + $${#pipec_right}))" -gt 18 ]; then pipec_beyond; else pipec_value=$(($1 * $3)); fi
      ;;
  esac
}

pipec_negate() { # A
  case $1 in
    '' | 0) pipec_value=$1 ;;
    -*) pipec_value=$${1#-} ;;
    *) pipec_value=-$1 ;;
  esac
}

pipec_order() { # A TEST B: as in test -lt
  [ -n "$1" ] && [ -n "$3" ] || return 1
  case $1,$3 in
    -*,-*) pipec_magnitude "$${3#-}" "$${1#-}" ;;
    -*) pipec_value=-1 ;;
    *,-*) pipec_value=1 ;;
    *) pipec_magnitude "$1" "$3" ;;
  esac
  test "$pipec_value" "$2" 0
}

pipec_magnitude() { # A B: leaves -1, 0 or 1
  pipec_left=$${1%%.*} pipec_right=$${2%%.*}
  if [ "$pipec_left" -eq "$pipec_right" ]; then
    pipec_pad "$${1#"$pipec_left"}" && pipec_left=$pipec_value
    pipec_pad "$${2#"$pipec_right"}" && pipec_right=$pipec_value
  fi
  pipec_value=0
  [ "$pipec_left" -ge "$pipec_right" ] || pipec_value=-1
  [ "$pipec_left" -le "$pipec_right" ] || pipec_value=1
}

pipec_pad() { # .FRACTION: as a whole number, one and 15 places
  pipec_value=1$${1#.}
  while [ "$${#pipec_value}" -lt 16 ]; do pipec_value=$${pipec_value}0; done
}

# Time. pipec_until is the second at which the job's time is over.

pipec_clock() {
  [ -s "$pipec_state/started" ] || pipec_write "$pipec_state/started" "$(pipec_now)" || return 1
  pipec_file "$pipec_state/started" ''
  pipec_until=$((pipec_value + pipec_deadline))
  case $pipec_run_began in
    '' | 0 | *[!0123456789]*) return 0 ;;
  esac
  [ "$((pipec_run_began + pipec_run_deadline))" -ge "$pipec_until" ] ||
    pipec_until=$((pipec_run_began + pipec_run_deadline))
}

pipec_pause() { # SECONDS, but signals are noticed at once
  sleep "$1" &
  pipec_sleeper=$!
  wait "$pipec_sleeper"
  pipec_sleeper=
}

pipec_tick() { sleep 0.2 2>/dev/null || sleep 1; }

pipec_await() {
  for pipec_name in $pipec_wait; do
    until [ -e "$pipec_state/steps/$pipec_name/done" ]; do
      [ "$(pipec_now)" -lt "$pipec_until" ] || return 1
      pipec_tick
    done
  done
}

# Processes. A step's programs form one process group; those that left it are found by their environment.

pipec_strays() { grep -lszxF "PIPEC_OUTPUT=$pipec_home/output" /proc/[0-9]*/environ 2>/dev/null; }

pipec_signal() { # NAME; the only form of a group that dash, busybox and bash all take
  kill "-$1" "-$pipec_child" 2>/dev/null || kill "-$1" "$pipec_child" 2>/dev/null
  for pipec_process in $(pipec_strays); do
    pipec_process=$${pipec_process#/proc/}
    kill "-$1" "$${pipec_process%/environ}" 2>/dev/null
  done
}

# No signal is sent to a forked shell that has not set its traps yet: it may lose it. So the watch looks at a mark.
pipec_watch() { # SECOND: in the background, ends the attempt when that second has come
  while [ "$(pipec_now)" -lt "$1" ]; do
    sleep 1
    [ -e "$pipec_mark" ] || return 0
  done
  : >"$pipec_home/expired"
  pipec_signal TERM
  while [ "$(pipec_now)" -lt "$(($1 + pipec_grace))" ]; do
    sleep 1
    [ -e "$pipec_mark" ] || return 0
  done
  pipec_signal KILL
}

pipec_sweep() { # what the attempt left running ends
  kill -0 "-$pipec_child" 2>/dev/null || [ -n "$(pipec_strays)" ] || return 0
  pipec_signal TERM
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$(pipec_strays)" ] || break
    pipec_tick
  done
  pipec_signal KILL
}

pipec_reap() { # waits for the attempt; leaves its exit code in pipec_exit and nothing of it alive
  wait "$pipec_child" 2>/dev/null # the shell itself would say what ended it
  pipec_exit=$?
  rm -f "$pipec_mark"
  pipec_sweep
  pipec_child=
}

pipec_cancel() { # the engine wants us gone
  trap '' TERM INT HUP
  pipec_say "step $pipec_step is cancelled"
  [ -z "$pipec_sleeper" ] || kill "$pipec_sleeper" 2>/dev/null
  if [ -n "$pipec_child" ]; then
    (pipec_watch "$(pipec_now)") </dev/null >/dev/null 2>&1 &
    pipec_reap
  fi
  pipec_exit=143 pipec_class=cancelled pipec_status=failure
  pipec_record
  exit 143
}

pipec_launch() { # starts the attempt; pipec_child is its process and its group
  set -- /bin/sh "$pipec_program" attempt "$pipec_description" "$pipec_umask" "$pipec_path"
  ! env --default-signal=INT,QUIT true 2>/dev/null || set -- env --default-signal=INT,QUIT "$@"
  if command -v setsid >/dev/null 2>&1; then
    (trap - INT QUIT && exec setsid "$@") </dev/null &
  else
    set -m 2>/dev/null
    (trap - INT QUIT && exec "$@") </dev/null &
    set +m 2>/dev/null
  fi
  pipec_child=$!
}

pipec_try() { # one attempt; leaves pipec_exit and pipec_class
  pipec_left=$((pipec_until - $(pipec_now)))
  pipec_exit=124 pipec_class=timeout
  if [ "$pipec_left" -le 0 ]; then
    pipec_say "step $pipec_step cannot start: the time of the job is over"
    return
  fi
  [ "$pipec_left" -lt "$pipec_timeout" ] || pipec_left=$pipec_timeout
  rm -f "$pipec_home/expired"
  pipec_mark=$pipec_home/running.$pipec_attempt
  : >"$pipec_mark" && : >"$pipec_home/output" || return
  pipec_launch
  (pipec_watch "$(($(pipec_now) + pipec_left))") </dev/null >/dev/null 2>&1 &
  pipec_reap
  pipec_classify
}

pipec_classify() {
  pipec_class=code
  case $pipec_exit in
    0) pipec_class=success ;;
    126 | 127) pipec_class=configuration ;;
    137) pipec_class=resource ;;
  esac
  if [ -e "$pipec_home/expired" ]; then
    pipec_say "step $pipec_step was stopped after $pipec_left s"
    pipec_exit=124 pipec_class=timeout
  fi
}

pipec_try_all() {
  pipec_attempt=0
  for pipec_delay in $pipec_delays end; do
    pipec_attempt=$((pipec_attempt + 1))
    pipec_tell "begin $pipec_step $pipec_attempt"
    pipec_try
    pipec_tell "end $pipec_step $pipec_attempt $pipec_exit $pipec_class"
    [ "$pipec_exit" -ne 0 ] || break
    pipec_say "attempt $pipec_attempt of step $pipec_step failed with exit code $pipec_exit"
    if [ "$pipec_class" = configuration ] || [ "$pipec_delay" = end ]; then break; fi
    [ "$(($(pipec_now) + pipec_delay))" -lt "$pipec_until" ] || break
    pipec_say "the next attempt begins in $pipec_delay s"
    pipec_pause "$pipec_delay"
  done
  pipec_load || pipec_misspelt
}

# Outputs: name=value lines and name<<END blocks, never read as anything but text.

pipec_named() {
  case $1 in
    '' | [!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_]*) return 1 ;;
    *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-]*) return 1 ;;
  esac
}

pipec_block() { # END: reads up to the line END, leaves the text in pipec_text
  pipec_text='' pipec_break=''
  while IFS= read -r pipec_line || [ -n "$pipec_line" ]; do
    [ "$pipec_line" != "$1" ] || return 0
    pipec_text=$pipec_text$pipec_break$pipec_line
    pipec_break='
'
  done
  return 1
}

pipec_load() {
  rm -rf "$pipec_home/outputs"
  mkdir -p "$pipec_home/outputs"
  [ -f "$pipec_home/output" ] || return 0
  while IFS= read -r pipec_line || [ -n "$pipec_line" ]; do
    [ -n "$pipec_line" ] || continue
    pipec_name=$${pipec_line%%=*}
    pipec_text=$${pipec_line#*=}
    if [ "$pipec_name" = "$pipec_line" ] || ! pipec_named "$pipec_name"; then
      pipec_name=$${pipec_line%%"<<"*}
      [ "$pipec_name" != "$pipec_line" ] && pipec_named "$pipec_name" || return 1
      pipec_block "$${pipec_line#*"<<"}" || return 1
    fi
    printf '%s' "$pipec_text" >"$pipec_home/outputs/$pipec_name" || return 1
    pipec_write "$pipec_state/outputs/$pipec_name" "$pipec_text" || return 1
  done <"$pipec_home/output"
}

pipec_misspelt() {
  pipec_say "step $pipec_step wrote to \$PIPEC_OUTPUT what is neither name=value nor a name<<END block"
  [ "$pipec_exit" -ne 0 ] || pipec_exit=126 pipec_class=configuration
}

# A step.

pipec_record() {
  pipec_write "$pipec_home/status" "$pipec_status"
  pipec_write "$pipec_home/exit" "$pipec_exit"
  pipec_write "$pipec_home/class" "$pipec_class"
  pipec_write "$pipec_home/attempts" "$pipec_attempt"
  if [ "$pipec_status" = failure ] && [ "$pipec_forgiving" = 0 ] && [ ! -e "$pipec_state/failed" ]; then
    pipec_write "$pipec_state/failed" "$pipec_exit"
  fi
  pipec_tell "done $pipec_step $pipec_status $pipec_exit $pipec_class"
  pipec_write "$pipec_home/done" "$pipec_status"
}

pipec_decide() { # whether the step runs; a condition without an answer fails it
  pipec_problem=''
  if pipec_condition && [ -z "$pipec_problem" ]; then return 0; fi
  [ -n "$pipec_problem" ] || return 1
  pipec_say "the condition of step $pipec_step has no answer: $pipec_problem"
  pipec_exit=126 pipec_class=configuration
  return 1
}

pipec_step() {
  pipec_home=$pipec_state/steps/$pipec_step
  pipec_status=skipped pipec_exit=0 pipec_class=success pipec_attempt=0 pipec_child='' pipec_sleeper=''
  rm -rf "$pipec_home"
  mkdir -p "$pipec_home/outputs" "$pipec_state/outputs" && pipec_clock || return 1
  trap pipec_cancel TERM INT HUP
  if ! pipec_await; then
    pipec_exit=124 pipec_class=timeout
    pipec_say "step $pipec_step cannot start: the time of the job is over"
  elif pipec_decide; then
    pipec_status=success
    pipec_try_all
  fi
  [ "$pipec_exit" -eq 0 ] || pipec_status=failure
  pipec_record
  trap - TERM INT HUP
}

pipec_run() {
  pipec_code=0
  for pipec_description; do
    . "$pipec_description"
    if ! pipec_step; then
      pipec_say "step $pipec_step cannot use its state directory $pipec_state"
      exit 126
    fi
    if [ "$pipec_code" -eq 0 ] && [ "$pipec_propagate" = 1 ]; then pipec_code=$pipec_exit; fi
  done
  exit "$pipec_code"
}

pipec_enter() { # into the working directory, which stays inside the workspace
  mkdir -p "$pipec_workspace/$pipec_directory" && cd "$pipec_workspace" || return 1
  pipec_root=$(pwd -P)
  cd "$pipec_directory" || return 1
  case $(pwd -P)/ in
    "$${pipec_root%/}"/*) ;;
    *) pipec_say "the working directory of step $pipec_step is outside the workspace" && return 1 ;;
  esac
}

pipec_attempt() { # DESCRIPTION UMASK PATH: becomes the script
  . "$1"
  umask "$2"
  pipec_enter || exit 126
  PIPEC_OUTPUT=$pipec_state/steps/$pipec_step/output
  CI_WORKSPACE=$pipec_root
  export PIPEC_OUTPUT CI_WORKSPACE
  [ -z "$3" ] || PATH=$3
  pipec_environment
  if [ -n "$pipec_problem" ]; then
    pipec_say "a value of step $pipec_step cannot be put together: $pipec_problem"
    exit 126
  fi
  pipec_execute
}

pipec_result() { # STATE STEP...
  pipec_state=$1
  shift
  pipec_code=0
  pipec_file "$pipec_state/failed" 0
  [ "$pipec_value" -eq 0 ] || pipec_code=$pipec_value
  for pipec_name; do
    [ ! -e "$pipec_state/steps/$pipec_name/done" ] || continue
    pipec_say "step $pipec_name did not end"
    [ "$pipec_code" -ne 0 ] || pipec_code=1
  done
  exit "$pipec_code"
}

unset CDPATH IFS
pipec_program=$0
pipec_path=$${PATH-}
PATH=$${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
pipec_cat=$(command -v cat)
pipec_command=$${1-}
[ "$#" -eq 0 ] || shift
pipec_umask=$(umask)
case $pipec_command in
  run) umask 0 && pipec_run "$@" ;;
  attempt) pipec_attempt "$@" ;;
  result) pipec_result "$@" ;;
  reset) rm -rf "$1" ;;
  *) pipec_say "neither run, result nor reset" && exit 126 ;;
esac
EOT
        destination = "local/pipec/program.sh"
        perms = "0444"
        change_mode = "noop"
        left_delimiter = "<|"
        right_delimiter = "|>"
        error_on_missing_key = true
      }
      template {
        data = <<EOT
# Runs a task of a job: prepares the workspace where it is the first, then its steps.
workspace="$NOMAD_ALLOC_DIR/data/workspace"
mkdir -p "$workspace" || exit 1
heard() {
  command -v grep >/dev/null || { sleep 1; return; }
  mark=$(printf '\036pipec done %s' test)
  until=$(($(date +%s) + 10))
  for stream in stdout stderr; do
    while set -- "$NOMAD_ALLOC_DIR/logs/$NOMAD_TASK_NAME.$stream."* && [ -r "$1" ] && ! grep -qF "$mark" "$@"; do
      [ "$(date +%s)" -lt "$until" ] || return
      sleep 0.1 2>/dev/null || sleep 1
    done
  done
}
/bin/sh "$NOMAD_TASK_DIR/pipec/program.sh" run "$NOMAD_TASK_DIR/pipec/test.step" &
child=$!
trap 'kill -TERM "$child"' HUP INT TERM
code=0
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
heard
exec /bin/sh "$NOMAD_TASK_DIR/pipec/program.sh" result "$NOMAD_ALLOC_DIR/data/pipec" test
EOT
        destination = "local/pipec/start.sh"
        perms = "0444"
        change_mode = "noop"
        left_delimiter = "<|"
        right_delimiter = "|>"
        error_on_missing_key = true
      }
      template {
        data = <<EOT
pipec_step='test'
pipec_state="$NOMAD_ALLOC_DIR"'/data/pipec'
pipec_workspace="$NOMAD_ALLOC_DIR"'/data/workspace'
pipec_directory='.'
pipec_script="$NOMAD_TASK_DIR"'/pipec/test.script'
pipec_timeout=1800
pipec_deadline=3600
pipec_delays=''
pipec_wait=''
pipec_forgiving=0
pipec_propagate=0
pipec_marks=1
pipec_run_began=
pipec_run_deadline=0
pipec_condition() {
pipec_succeeded
}
pipec_environment() {
pipec_value='it'\''s '"$${CI_COMMIT_SHA-}"' {{ x }}'
pipec_exported_0=$pipec_value
NAME="$pipec_exported_0"
export NAME
:
}
pipec_execute() {
exec '/bin/sh' '-e' "$pipec_script"
}
CI_STEP_NAME='test'
export CI_STEP_NAME
EOT
        destination = "local/pipec/test.step"
        perms = "0444"
        change_mode = "noop"
        left_delimiter = "<|"
        right_delimiter = "|>"
        error_on_missing_key = true
      }
      template {
        data = "echo \"$${NAME}\" %%{x}\n"
        destination = "local/pipec/test.script"
        perms = "0444"
        change_mode = "noop"
        left_delimiter = "<|"
        right_delimiter = "|>"
        error_on_missing_key = true
      }
      logs {
        max_files = 2
        max_file_size = 10
      }
      resources {
        cpu = 500
        memory = 512
      }
    }
  }
}

"""The program that runs a step: POSIX sh with `date +%s`, for dash, busybox ash and bash in POSIX mode."""

from .library import LIBRARY

_BEGIN = r"""# Runs the steps of a job; written by pipec, do not edit.
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
"""

_REST = r"""# Time. pipec_until is the second at which the job's time is over.

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
    pipec_process=${pipec_process#/proc/}
    kill "-$1" "${pipec_process%/environ}" 2>/dev/null
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
    pipec_name=${pipec_line%%=*}
    pipec_text=${pipec_line#*=}
    if [ "$pipec_name" = "$pipec_line" ] || ! pipec_named "$pipec_name"; then
      pipec_name=${pipec_line%%"<<"*}
      [ "$pipec_name" != "$pipec_line" ] && pipec_named "$pipec_name" || return 1
      pipec_block "${pipec_line#*"<<"}" || return 1
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
    "${pipec_root%/}"/*) ;;
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
pipec_path=${PATH-}
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
pipec_cat=$(command -v cat)
pipec_command=${1-}
[ "$#" -eq 0 ] || shift
pipec_umask=$(umask)
case $pipec_command in
  run) umask 0 && pipec_run "$@" ;;
  attempt) pipec_attempt "$@" ;;
  result) pipec_result "$@" ;;
  reset) rm -rf "$1" ;;
  *) pipec_say "neither run, result nor reset" && exit 126 ;;
esac
"""

PROGRAM = f"{_BEGIN}\n{LIBRARY}\n{_REST}"
"""Needs `/bin/sh`, `date`, `sleep`, `cat`, `mkdir`, `mv`, `rm`; uses `setsid`, `grep` and `env` where they are."""

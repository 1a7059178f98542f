# Decides whether a job starts, and fills its workspace; written by pipec.
#   sh begin.sh JOB
set -eu
job=$1
. /pipec/jobs/library.sh

started() { # what the endings of its dependencies say
  succeeded=1 failed=0
  for need in $pipec_needs; do
    ending "$need"
    case $ended in
      success | skipped) ;;
      failure) succeeded=0 failed=1 ;;
      *) succeeded=0 ;;
    esac
  done
  case $pipec_runs_on in
    success) [ "$succeeded" = 1 ] ;;
    failure) [ "$failed" = 1 ] ;;
  esac
}

conditional() {
  [ -e "/pipec/jobs/$job/gate.sh" ] || return 0
  /bin/sh /pipec/jobs/shim.sh run "/pipec/jobs/$job/gate.sh"
  read -r answer <$root/gate/steps/gate/status || [ -n "$answer" ]
  [ "$answer" != failure ] || finish failure
  [ "$answer" = success ]
}

existing() { # of the files that standard input lists, those that are there
  xargs -0 -r sh -c 'for file; do [ ! -f "$file" ] && [ ! -L "$file" ] || printf "%s\\0" "$file"; done' list
}

tracked() { # lists what git tracks
  [ -e .git ] && command -v git >/dev/null 2>&1 || return 1
  git -c "safe.directory=*" ls-files -z $pipec_submodules >$root/tracked
}

checkout() {
  cd /pipec/source
  if tracked; then
    existing <$root/tracked | copy $root/workspace
  else
    say "job $job: without git in this image, or without .git, the whole folder is copied, untracked files too"
    find . -path ./.git -prune -o ! -type d -print0 | copy $root/workspace
  fi
}

input() { # INSTANCE ARTIFACT PATH OPTIONAL
  from=$needs/$1/artifacts/$2
  if [ ! -d "$from" ]; then
    [ "$4" = 1 ] && return 0
    say "job $job: input $1.$2 is missing" && finish failure
  fi
  mkdir -p "$root/workspace/$3"
  cd "$from"
  find . ! -type d | while IFS= read -r file; do printf '%s/%s\n' "$3" "${file#./}"; done >>$root/inputs
  twice=$(sort $root/inputs | uniq -d | head -n 1)
  [ -z "$twice" ] || { say "job $job: two inputs would write $twice" && finish failure; }
  cp -R -P -p . "$root/workspace/$3"
}

umask 0
rm -rf $root/* $root/.[!.]*
mkdir -p $root/workspace $root/state $root/artifacts
started || finish blocked
statuses
conditional || finish skipped
[ "$pipec_checkout" = 0 ] || checkout
inputs
chmod -R a+rwX $root/workspace

# Keeps a job's artifacts and records how it ended; written by pipec.
#   sh end.sh JOB STEP...
set -eu
job=$1
shift
[ ! -e /pipec/job/ending ] || exit 0
. /pipec/jobs/library.sh

inside() { # LINK: whether what it points to is in the workspace
  case $(readlink -f -- "$1") in "$workspace" | "$workspace"/*) ;; *) return 1 ;; esac
}

artifact() { # NAME WHEN OPTIONAL EXPRESSION...: the files whose whole path one of the expressions matches
  name=$1 when=$2 optional=$3
  shift 3
  case $when in always | "$result") ;; *) return 0 ;; esac
  : >$root/patterns
  for expression; do printf '%s\n' "$expression" >>$root/patterns; done
  find . ! -type d | sed 's,^\./,,' | grep -Ex -f $root/patterns | sort >$root/files || :
  if [ ! -s $root/files ]; then
    [ "$optional" = 1 ] || { say "job $job: artifact $name: no file matches" && conclusion=failure; }
    return 0
  fi
  while IFS= read -r file; do
    [ ! -L "$file" ] || inside "$file" || { say "job $job: artifact $name: $file points out of the workspace" && conclusion=failure; }
  done <$root/files
  [ "$conclusion" = "$result" ] || return 0
  mkdir -p "$root/artifacts/$name"
  tr '\n' '\0' <$root/files | copy "$root/artifacts/$name"
}

LC_ALL=C
export LC_ALL
result=success
/bin/sh /pipec/jobs/shim.sh result $root/state "$@" || result=failure
for step; do
  class=
  [ ! -s "$root/state/steps/$step/class" ] || read -r class <"$root/state/steps/$step/class" || :
  [ "$class" != cancelled ] || result=cancelled
done
conclusion=$result
cd $root/workspace
workspace=$(pwd -P)
artifacts
cd /
[ -n "${PIPEC_KEEP-}" ] || rm -rf $root/workspace
finish "$conclusion"

# Records what is known when a run starts: its time, the system's variables, the parameters; written by pipec.
set -eu

stop() {
  printf 'pipec: %s\n' "$1" >&2
  exit 1
}

quote() { # TEXT: one word of sh on standard output
  printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"
}

set_or_not() { # NAME: leaves the value in `value`
  eval "found=\${$1+x} value=\${$1-}"
  [ -n "$found" ]
}

parameter() { # NAME VARIABLE TYPE REQUIRED [VALUE...]: the values it may have, if they are listed
  name=$1 type=$3 required=$4
  if ! set_or_not "$2"; then
    [ "$required" = 0 ] || stop "parameter $name is required: set $2"
    return 0
  fi
  case $type in
    boolean) case $value in true | false) ;; *) stop "parameter $name must be true or false" ;; esac ;;
    number)
      printf '%s\n' "$value" | grep -qEx -e '-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?' || stop "parameter $name must be a number"
      ;;
  esac
  shift 4
  [ "$#" -gt 0 ] || return 0
  for allowed; do
    [ "$value" != "$allowed" ] || return 0
  done
  stop "parameter $name may not have this value; it may be one of: $*"
}

. /pipec/jobs/parameters.sh
{
  printf 'export PIPEC_RUN_BEGAN=%s\n' "$(date +%s)"
  for name in $pipec_recorded; do
    if set_or_not "$name"; then
      printf '[ -n "${%s+x}" ] || export %s=' "$name" "$name"
      quote "$value"
    fi
  done
} >/pipec/run/values.new
mv -f /pipec/run/values.new /pipec/run/values

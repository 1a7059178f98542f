# What the services of one job share; written by pipec. Whoever reads this has set `job`.

root=/pipec/job
needs=/pipec/needs

say() { printf 'pipec: %s\n' "$1" >&2; }

finish() { # ENDING: records how the job ended; nothing of it starts afterwards
  [ "$1" = success ] || say "job $job: $1"
  printf '%s\n' "$1" >$root/ending.new
  mv -f $root/ending.new $root/ending
  exit 0
}

ending() { # INSTANCE: leaves how it ended in `ended`
  ended=blocked
  [ ! -s "$needs/$1/ending" ] || read -r ended <"$needs/$1/ending"
}

status() { # VARIABLE INSTANCE...: exports how a job ended, all its instances together
  variable=$1 common=
  shift
  for instance; do
    ending "$instance"
    case $common in
      '') common=$ended ;;
      failure | "$ended") ;;
      *) [ "$ended" = failure ] && common=failure || common=success ;;
    esac
  done
  export "$variable=$common"
}

copy() { # DESTINATION: copies the files that standard input lists, each ended by NUL, from the current folder
  if cp --help 2>&1 | grep -q -e --parents; then
    xargs -0 -r sh -c 'to=$0 && cp -P -p --parents -- "$@" "$to"' "$1"
  else
    xargs -0 -r sh -c '
      for file; do
        case $file in */*) mkdir -p "$0/${file%/*}" || exit 1 ;; esac
        cp -P -p -- "$file" "$0/$file" || exit 1
      done' "$1"
  fi
}

. /pipec/run/values
. "/pipec/jobs/$job/job.sh"

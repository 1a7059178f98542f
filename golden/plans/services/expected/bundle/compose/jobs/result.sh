# Says how each job ended and exits as the pipeline did: 1 when a job failed or was cancelled, else 0.
#   sh result.sh JOB...
set -eu
code=0
for job; do
  record=/pipec/needs/$job
  ended=blocked
  [ ! -s "$record/ending" ] || read -r ended <"$record/ending"
  printf '%-9s %s\n' "$ended" "$job"
  case $ended in
    failure | cancelled) code=1 ;;
    *) continue ;;
  esac
  for step in "$record"/state/steps/*/; do
    [ -e "$step/status" ] && [ "$(cat "$step/status")" = failure ] || continue
    name=${step%/}
    printf '          step %s: exit %s (%s)\n' "${name##*/}" "$(cat "$step/exit")" "$(cat "$step/class")"
  done
done
exit $code

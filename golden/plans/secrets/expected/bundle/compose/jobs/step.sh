# Runs one step of a job that started; written by pipec.
#   sh step.sh JOB STEP
job=$1
[ ! -e /pipec/job/ending ] || exit 0
. /pipec/jobs/library.sh
statuses
exec /bin/sh /pipec/jobs/shim.sh run "/pipec/jobs/$1/$2.sh"

pipec_step='built'
pipec_state='/pipec/job/state'
pipec_workspace='/pipec/job/workspace'
pipec_directory='.'
pipec_script='/pipec/jobs/tell/built.script'
pipec_timeout=1800
pipec_deadline=3600
pipec_delays=''
pipec_wait=''
pipec_forgiving=0
pipec_propagate=0
pipec_marks=0
pipec_run_began=${PIPEC_RUN_BEGAN-}
pipec_run_deadline=7200
pipec_condition() {
pipec_succeeded
}
pipec_environment() {
pipec_value='https://builds.example/'"${CI_PIPELINE_NUMBER-}"
pipec_exported_0=$pipec_value
unset PIPEC_SECRET_0 PIPEC_SECRET_1
PIPEC_ARGUMENT_0="$pipec_exported_0"
export PIPEC_ARGUMENT_0
:
}
pipec_execute() {
exec 'pipec' 'action' "$pipec_script"
}

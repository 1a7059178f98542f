pipec_step='notes'
pipec_state='/pipec/job/state'
pipec_workspace='/pipec/job/workspace'
pipec_directory='.'
pipec_script='/pipec/jobs/tell/notes.script'
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
pipec_value='What did build '"${CI_PIPELINE_NUMBER-}"' change?'
pipec_exported_0=$pipec_value
pipec_output "$pipec_state" 'steps/built/outputs/body'
pipec_exported_1=$pipec_value
pipec_value="${PIPEC_SECRET_0-}"
pipec_exported_2=$pipec_value
unset PIPEC_SECRET_0 PIPEC_SECRET_1
PIPEC_ARGUMENT_0="$pipec_exported_0"
export PIPEC_ARGUMENT_0
PIPEC_ARGUMENT_1="$pipec_exported_1"
export PIPEC_ARGUMENT_1
PIPEC_ARGUMENT_2="$pipec_exported_2"
export PIPEC_ARGUMENT_2
:
}
pipec_execute() {
exec 'pipec' 'action' "$pipec_script"
}

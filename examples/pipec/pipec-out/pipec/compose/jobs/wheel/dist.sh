pipec_step='dist'
pipec_state='/pipec/job/state'
pipec_workspace='/pipec/job/workspace'
pipec_directory='.'
pipec_script='/pipec/jobs/wheel/dist.script'
pipec_timeout=300
pipec_deadline=900
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
:
}
pipec_execute() {
exec '/bin/sh' '-e' "$pipec_script"
}

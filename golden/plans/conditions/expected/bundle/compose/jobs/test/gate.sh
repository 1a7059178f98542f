pipec_step='gate'
pipec_state='/pipec/job/gate'
pipec_workspace='/pipec/job/gate'
pipec_directory='.'
pipec_script='/dev/null'
pipec_timeout=1800
pipec_deadline=3600
pipec_delays=''
pipec_wait=''
pipec_forgiving=0
pipec_propagate=0
pipec_marks=0
pipec_run_began=
pipec_run_deadline=0
pipec_condition() {
pipec_succeeded && { { [ "${CI_COMMIT_BRANCH-}" = 'main' ]; } || { case "${CI_PIPELINE_EVENT-}" in 'pull'*) :;; *) ! :;; esac; }; }
}
pipec_environment() {
:
}
pipec_execute() {
exec '/bin/sh' '-e' "$pipec_script"
}

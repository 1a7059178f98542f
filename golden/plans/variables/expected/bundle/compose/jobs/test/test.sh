pipec_step='test'
pipec_state='/pipec/job/state'
pipec_workspace='/pipec/job/workspace'
pipec_directory='shop.example/src'
pipec_script='/pipec/jobs/test/test.script'
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
pipec_value='at '"${CI_COMMIT_SHA-}"
pipec_exported_0=$pipec_value
pipec_value=${CI_COMMIT_TAG-}; if [ -n '' ] || [ -z "$pipec_value" ]; then pipec_value='untagged'; fi
pipec_exported_1=$pipec_value
COMMIT="$pipec_exported_0"
export COMMIT
FALLBACK="$pipec_exported_1"
export FALLBACK
:
}
pipec_execute() {
exec '/bin/sh' '-e' "$pipec_script"
}

# Job publish; written by pipec.
pipec_needs='coverage build'
pipec_runs_on='success'
pipec_timeout=900
pipec_pipeline_timeout=7200
pipec_checkout=1
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 coverage
  status PIPEC_STATUS_1 build
  :
}
inputs() {
  input 'build' 'dist' '.' '0'
  :
}
artifacts() {
  :
}

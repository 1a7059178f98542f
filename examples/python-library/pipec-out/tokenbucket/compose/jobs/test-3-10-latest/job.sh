# Job test-3-10-latest; written by pipec.
pipec_needs=''
pipec_runs_on='success'
pipec_timeout=1200
pipec_pipeline_timeout=7200
pipec_checkout=1
pipec_submodules=
statuses() {
  :
}
inputs() {
  :
}
artifacts() {
  artifact 'coverage' 'always' '1' 'coverage\.[^/]*(/.*)?'
  :
}

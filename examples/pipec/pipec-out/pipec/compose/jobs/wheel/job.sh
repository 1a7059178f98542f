# Job wheel; written by pipec.
pipec_needs='lint test-3-11 test-3-12 test-3-13 test-3-14 docs'
pipec_runs_on='success'
pipec_checkout=1
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 lint
  status PIPEC_STATUS_1 test-3-11 test-3-12 test-3-13 test-3-14
  status PIPEC_STATUS_2 docs
  :
}
inputs() {
  :
}
artifacts() {
  artifact 'wheel' 'success' '0' 'dist/[^/]*\.whl(/.*)?'
  :
}

# Job slow; written by pipec.
pipec_needs='test-3-11 test-3-12 test-3-13 test-3-14'
pipec_runs_on='success'
pipec_checkout=1
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 test-3-11 test-3-12 test-3-13 test-3-14
  :
}
inputs() {
  :
}
artifacts() {
  :
}

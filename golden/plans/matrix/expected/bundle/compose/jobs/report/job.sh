# Job report; written by pipec.
pipec_needs='test-3-10-debian test-3-11-debian test-3-11-alpine test-3-12-debian'
pipec_runs_on='success'
pipec_checkout=0
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 test-3-10-debian test-3-11-debian test-3-11-alpine test-3-12-debian
  :
}
inputs() {
  :
}
artifacts() {
  :
}

# Job announce; written by pipec.
pipec_needs='build'
pipec_runs_on='success'
pipec_checkout=0
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 build
  status PIPEC_STATUS_1 version
  :
}
inputs() {
  :
}
artifacts() {
  :
}

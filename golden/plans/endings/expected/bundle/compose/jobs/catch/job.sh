# Job catch; written by pipec.
pipec_needs='build'
pipec_runs_on='failure'
pipec_checkout=0
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 build
  :
}
inputs() {
  :
}
artifacts() {
  :
}

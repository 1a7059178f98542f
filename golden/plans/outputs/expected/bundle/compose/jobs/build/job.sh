# Job build; written by pipec.
pipec_needs='version'
pipec_runs_on='success'
pipec_checkout=0
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 version
  :
}
inputs() {
  :
}
artifacts() {
  :
}

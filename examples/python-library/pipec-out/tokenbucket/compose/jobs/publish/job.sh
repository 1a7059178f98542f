# Job publish; written by pipec.
pipec_needs='build'
pipec_runs_on='success'
pipec_checkout=1
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 build
  :
}
inputs() {
  input 'build' 'dist' '.' '0'
  :
}
artifacts() {
  :
}

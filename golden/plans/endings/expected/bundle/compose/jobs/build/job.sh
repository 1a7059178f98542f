# Job build; written by pipec.
pipec_needs=''
pipec_runs_on='success'
pipec_checkout=0
pipec_submodules=
statuses() {
  :
}
inputs() {
  :
}
artifacts() {
  :
}

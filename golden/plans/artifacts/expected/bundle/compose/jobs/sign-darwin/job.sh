# Job sign-darwin; written by pipec.
pipec_needs='build-darwin'
pipec_runs_on='success'
pipec_checkout=0
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 build-darwin
  :
}
inputs() {
  input 'build-darwin' 'program' '.' '0'
  :
}
artifacts() {
  artifact 'signature' 'success' '0' '[^/]*\.sig(/.*)?'
  :
}

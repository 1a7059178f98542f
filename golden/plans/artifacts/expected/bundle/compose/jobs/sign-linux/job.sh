# Job sign-linux; written by pipec.
pipec_needs='build-linux'
pipec_runs_on='success'
pipec_checkout=0
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 build-linux
  :
}
inputs() {
  input 'build-linux' 'program' '.' '0'
  :
}
artifacts() {
  artifact 'signature' 'success' '0' '[^/]*\.sig(/.*)?'
  :
}

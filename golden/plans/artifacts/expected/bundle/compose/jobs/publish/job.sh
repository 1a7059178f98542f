# Job publish; written by pipec.
pipec_needs='build-linux build-darwin sign-linux sign-darwin'
pipec_runs_on='success'
pipec_checkout=0
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 build-linux build-darwin
  status PIPEC_STATUS_1 sign-linux sign-darwin
  :
}
inputs() {
  input 'build-linux' 'program' 'dist/build-linux' '0'
  input 'build-darwin' 'program' 'dist/build-darwin' '0'
  input 'build-linux' 'log' 'logs/build-linux' '1'
  input 'build-darwin' 'log' 'logs/build-darwin' '1'
  input 'sign-linux' 'signature' 'signatures/sign-linux' '0'
  input 'sign-darwin' 'signature' 'signatures/sign-darwin' '0'
  :
}
artifacts() {
  :
}

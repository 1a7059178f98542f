# Job build-darwin; written by pipec.
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
  artifact 'program' 'success' '0' 'bin/.*(/.*)?' '\.version(/.*)?'
  artifact 'log' 'always' '1' 'build\.log(/.*)?'
  :
}

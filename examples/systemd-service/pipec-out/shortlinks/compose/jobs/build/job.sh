# Job build; written by pipec.
pipec_needs=''
pipec_runs_on='success'
pipec_checkout=1
pipec_submodules=
statuses() {
  :
}
inputs() {
  :
}
artifacts() {
  artifact 'application' 'success' '0' 'dist/shortlinks\.pyz(/.*)?'
  :
}

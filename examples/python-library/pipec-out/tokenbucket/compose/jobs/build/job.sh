# Job build; written by pipec.
pipec_needs='lint test-3-10-lowest test-3-10-latest test-3-11-lowest test-3-11-latest test-3-12-lowest test-3-12-latest test-3-13-latest coverage'
pipec_runs_on='success'
pipec_checkout=1
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 lint
  status PIPEC_STATUS_1 test-3-10-lowest test-3-10-latest test-3-11-lowest test-3-11-latest test-3-12-lowest test-3-12-latest test-3-13-latest
  status PIPEC_STATUS_2 coverage
  :
}
inputs() {
  :
}
artifacts() {
  artifact 'dist' 'success' '0' 'dist/[^/]*(/.*)?'
  :
}

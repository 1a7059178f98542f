# Job coverage; written by pipec.
pipec_needs='test-3-10-lowest test-3-10-latest test-3-11-lowest test-3-11-latest test-3-12-lowest test-3-12-latest test-3-13-latest'
pipec_runs_on='success'
pipec_timeout=600
pipec_pipeline_timeout=7200
pipec_checkout=1
pipec_submodules=
statuses() {
  status PIPEC_STATUS_0 test-3-10-lowest test-3-10-latest test-3-11-lowest test-3-11-latest test-3-12-lowest test-3-12-latest test-3-13-latest
  :
}
inputs() {
  input 'test-3-10-lowest' 'coverage' 'coverage/test-3-10-lowest' '0'
  input 'test-3-10-latest' 'coverage' 'coverage/test-3-10-latest' '0'
  input 'test-3-11-lowest' 'coverage' 'coverage/test-3-11-lowest' '0'
  input 'test-3-11-latest' 'coverage' 'coverage/test-3-11-latest' '0'
  input 'test-3-12-lowest' 'coverage' 'coverage/test-3-12-lowest' '0'
  input 'test-3-12-latest' 'coverage' 'coverage/test-3-12-latest' '0'
  input 'test-3-13-latest' 'coverage' 'coverage/test-3-13-latest' '0'
  :
}
artifacts() {
  artifact 'report' 'success' '0' 'report/.*(/.*)?'
  :
}

"""Looking at runs: `choose_observer` for one that goes on, summaries, pages, metrics and traces of any."""

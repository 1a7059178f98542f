"""Looking at runs: tables, summaries, pages, metrics, traces."""

"""What is known of runs, durably: one SQLite database, legal transitions, a chain of events."""

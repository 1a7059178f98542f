"""From what the command line asks for to a run, and back to an exit code."""

"""Measurements of whole processes, as ratios within one run; `make bench` prints the table."""

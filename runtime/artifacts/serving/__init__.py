"""Serving archives to nodes over HTTP: what is signed and has not expired, and nothing else."""

"""Failures of the system around: back-off and circuit breakers."""

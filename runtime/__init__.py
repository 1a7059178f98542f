"""Runs and verifies emitted bundles; knows the plan and the files, never the pipeline YAML."""

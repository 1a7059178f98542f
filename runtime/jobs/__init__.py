"""One attempt of one job: workspace, inputs, steps, outputs, artifacts."""

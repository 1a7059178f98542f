"""What of the findings is shown, and how seriously: configuration, options, baselines."""

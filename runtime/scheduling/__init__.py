"""What may start when: dependency counts, endings, retries, limits."""

"""What `pipec diff` found, and how it is told: as text, JSON, Markdown and a page."""

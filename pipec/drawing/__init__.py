"""`pipec graph`: what a plan's graph says (`facts`), and its forms: text, Mermaid, DOT, JSON."""

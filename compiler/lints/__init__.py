"""Advice on pipelines without errors: what will hurt, leak, wait or lie idle."""

"""Advice on pipelines that mean something: what will hurt, leak, wait or lie idle."""

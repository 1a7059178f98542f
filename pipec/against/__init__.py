"""What a pipeline's files would change where they are applied: the engine is asked, the answers become statements."""

"""From what an engine says of an emitted file back to the line of the pipeline that caused it.

`statements.py` tells one thing that an engine said; a module for each engine reads its messages; `nodes.py` finds the
node that is meant in an emitted file; `tracing.py` above goes from there to the pipeline.
"""

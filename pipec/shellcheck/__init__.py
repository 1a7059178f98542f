"""Scripts checked by shellcheck, where it is installed: one process for many scripts, its findings in the pipeline.

`scripts` finds the scripts of a pipeline, `masks` hides from shellcheck what is pipec's, `program` and `processes` run
it, `findings` reads what it says, `mapping` and `repairs` make diagnostics and fixes of that, `check` is the whole.
"""

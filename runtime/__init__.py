"""The runtime: executes a plan on this machine, records what happens, and goes on after it was killed.

It knows the plan and the emitted files, never the pipeline YAML, and imports `compiler.ir` alone.
"""

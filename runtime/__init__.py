"""The place of the runtime, which will run and verify emitted bundles: nothing of it is written yet.

It will know the plan and the emitted files, never the pipeline YAML, and import `compiler.ir` alone.
"""

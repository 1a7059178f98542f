"""The language server: what an editor asks about pipelines, answered from the compiler's own stages.

Features are functions from the state of the workspace and a place to plain values; `server` alone knows the protocol.
"""

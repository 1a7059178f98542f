"""The rules of the frontend, one module each; `codes_*.py` say which code is which module."""

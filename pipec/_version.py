"""The version, as a constant: reading installed metadata costs more than the rest of `pipec --version`."""

__version__ = "0.1.0"

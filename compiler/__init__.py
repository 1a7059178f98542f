"""The compiler: a row of pure stages from a pipeline file to a set of files for other engines."""

"""The two sides of a diff: revisions, the index, folders, files and bundles, read alike, none touched."""

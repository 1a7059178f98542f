"""`pipec lock`: which digests the images of a pipeline have, asked once and kept in `pipec.lock`."""

"""Plans kept between calls, each under a digest of everything that it is made of. The folder can be removed at will."""

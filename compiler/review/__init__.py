"""What a change of a pipeline will do: two plans compared, and what follows from the differences.

`changes` says what a change is, `compare` finds them, `apply` makes the new plan of the old one, `meaning` says what
they come to.
"""

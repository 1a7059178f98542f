"""`pipec lint --fix` and `--diff`: repairs of texts in rounds, of many files, and what is told of them."""

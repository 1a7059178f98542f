"""One module a rule of advice; `..registry` says what each looks at."""

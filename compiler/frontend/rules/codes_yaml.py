"""The rules of files and YAML: PC001 to PC049."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC001": "unreadable_file",
    "PC002": "not_utf8",
    "PC003": "control_character",
    "PC010": "yaml_syntax",
    "PC011": "tab_indentation",
    "PC012": "missing_colon",
    "PC013": "unbalanced",
    "PC014": "bad_indentation",
    "PC015": "needs_quotes",
    "PC016": "invalid_escape",
    "PC020": "duplicate_key",
    "PC021": "invalid_key",
    "PC022": "unknown_alias",
    "PC023": "recursive_alias",
    "PC024": "alias_expansion",
    "PC025": "unknown_tag",
    "PC026": "several_documents",
    "PC027": "empty_file",
    "PC028": "deep_nesting",
    "PC029": "invalid_merge",
    "PC030": "unused_anchor",
    "PC031": "ambiguous_scalar",
    "PC040": "include_outside",
}

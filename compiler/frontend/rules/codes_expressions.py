"""The rules of expressions and variable forms: PC440 to PC469."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC440": "expression_syntax",
    "PC441": "expression_quotes",
    "PC442": "operator_spelling",
    "PC443": "subtraction_spaces",
    "PC444": "expression_too_large",
    "PC445": "unterminated_form",
    "PC446": "bad_form",
    "PC447": "unknown_root",
    "PC450": "unknown_function",
    "PC451": "argument_count",
    "PC452": "type_mismatch",
    "PC453": "mixed_comparison",
    "PC454": "unknown_member",
    "PC455": "not_a_number",
    "PC456": "status_function",
    "PC457": "format_holes",
    "PC458": "unset_variable",
    "PC460": "division_by_zero",
    "PC461": "index_out_of_range",
    "PC462": "invalid_json",
    "PC463": "value_too_large",
    "PC464": "empty_search",
}

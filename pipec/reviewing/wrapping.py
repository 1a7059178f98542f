"""Lines of text that fit a width, broken between words."""


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of at most `width` characters, one line where the width is 0; long words stay whole."""
    if not width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines

"""A file written in other ways that mean the same: keys in another order, anchors written out, comments everywhere."""

import yaml

AXES = "matrix"
"""The key of the one mapping whose order means something: ids of instances have the values in the order of the axes.

Its `include` may name the axes, so that nothing in it is put into another order.
"""


def reordered(random, text):
    """Return the text with the keys of every mapping in another order, but those of a matrix."""
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    _shuffle(random, root, set())
    return yaml.serialize(root, Dumper=yaml.BaseDumper, allow_unicode=True, width=10**6)


def _shuffle(random, node, seen):
    if id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        random.shuffle(node.value)
        for key, value in node.value:
            if key.value != AXES:
                _shuffle(random, value, seen)
    else:
        for item in node.value:
            _shuffle(random, item, seen)


def expanded(text):
    """Return the text with what anchors stand for in the place of each alias, and merges done."""
    root = _expand(yaml.compose(text, Loader=yaml.BaseLoader))
    return yaml.serialize(root, Dumper=yaml.BaseDumper, allow_unicode=True, width=10**6)


def _expand(node):
    if isinstance(node, yaml.ScalarNode):
        return yaml.ScalarNode(node.tag, node.value, style=node.style)
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [_expand(item) for item in node.value], flow_style=node.flow_style)
    entries = {key.value: (_expand(key), _expand(value)) for key, value in node.value if not _is_merge(key)}
    for key, value in node.value:
        if _is_merge(key):
            for part in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                for name, item in _expand(part).value:
                    entries.setdefault(name.value, (name, item))
    return yaml.MappingNode(node.tag, list(entries.values()), flow_style=node.flow_style)


def _is_merge(key):
    return key.value == "<<" and key.style is None


def commented(text):
    """Return the text with a comment above every key that begins a line, and blank lines between those of the top."""
    rows = text.splitlines(keepends=True)
    for line in sorted(_key_lines(yaml.compose(text, Loader=yaml.BaseLoader)), reverse=True):
        blanks = len(rows[line]) - len(rows[line].lstrip(" "))
        rows.insert(line, f"{' ' * blanks}# what line {line} is for: [x]\n")
        if not blanks:
            rows.insert(line, "\n\n")
    return "".join(rows)


def _key_lines(node):
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return set()
    found = set()
    for item in node.value:
        key, value = item if isinstance(item, tuple) else (None, item)
        if key is not None:
            found.add(key.start_mark.line)
        found |= _key_lines(value)
    return found

"""Texts that mean what a given one means, in random layouts: what a formatter gets to see, and worse."""

import json
import re
from random import Random

import yaml

_PLAIN_IN_FLOW = re.compile(r"[\w/.][\w/.@+-]*")


class Mangler:
    """Writes the nodes of a document with random indentation, quotes, styles, comments, blank lines, order of keys."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments: list[str] = []
        self.anchors: dict[int, str] = {}
        self.used: set[int] = set()
        self.step = random.choice([1, 2, 2, 3, 4])
        self.noise = random.choice([0.0, 0.1, 0.4])

    def mangle(self, text: str) -> str:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        self._count(root, {})
        lines = self._own_comments(0)
        if self._chance(0.2):
            lines += ["---"]
        lines += self._block(root, 0, shuffle=True)
        lines += self._own_comments(0)
        if self._chance(0.1):
            lines += ["...", *self._own_comments(0)]
        end = self.random.choice(["\n", "\r\n"]) if self._chance(0.3) else "\n"
        last = "" if self._chance(0.2) and not _ends_in_block(lines) else end
        return end.join(lines) + last

    def _count(self, node: yaml.Node, seen: dict[int, int]) -> None:
        """Find the nodes that are used twice: those behind aliases."""
        seen[id(node)] = seen.get(id(node), 0) + 1
        if seen[id(node)] == 2:
            self.anchors[id(node)] = f"a{len(self.anchors)}"
        elif seen[id(node)] == 1 and isinstance(node, yaml.CollectionNode):
            for child in node.value:
                for part in child if isinstance(child, tuple) else (child,):
                    self._count(part, seen)

    def _chance(self, chance: float) -> bool:
        return self.random.random() < chance

    def _comment(self) -> str:
        self.comments.append(f"#{self.random.choice(['', ' ', '# '])}c{len(self.comments)} é: [x]")
        return self.comments[-1]

    def _own_comments(self, deepest: int) -> list[str]:
        lines = []
        while self._chance(self.noise):
            blank = self._chance(0.4)
            lines.append("" if blank else " " * self.random.randint(0, deepest) + self._comment())
        return lines

    def _beside(self) -> str:
        return f"{' ' * self.random.randint(1, 3)}{self._comment()}" if self._chance(self.noise / 2) else ""

    def _props(self, node: yaml.Node) -> str | None:
        """Return the anchor that a node begins with, None where it has had its turn and is an alias now."""
        name = self.anchors.get(id(node))
        if name is None:
            return ""
        if id(node) in self.used:
            return None
        self.used.add(id(node))
        return f"&{name} "

    def _block(self, node: yaml.Node, indent: int, *, shuffle: bool = False) -> list[str]:
        """Write the entries of a collection, each line with its indentation."""
        lines: list[str] = []
        entries = list(node.value)
        if isinstance(node, yaml.MappingNode) and (shuffle or self._chance(0.6)):
            self.random.shuffle(entries)
        for entry in entries:
            lines += self._own_comments(indent)
            if isinstance(entry, tuple):
                lines += self._after(f"{' ' * indent}{self._key(entry[0])}:", entry[1], indent)
            else:
                lines += self._item(entry, indent)
        return lines

    def _key(self, node: yaml.ScalarNode) -> str:
        if node.value == "<<" or not re.fullmatch(r"[A-Za-z_][\w-]*", node.value) or self._chance(0.8):
            return _key_text(node)
        return self.random.choice(['"', "'"]).join(["", node.value, ""])

    def _item(self, node: yaml.Node, indent: int) -> list[str]:
        head = f"{' ' * indent}-{' ' * self.random.randint(1, 3)}"
        compact = isinstance(node, yaml.CollectionNode) and node.value and id(node) not in self.anchors
        if compact and self._chance(0.6):
            lines = self._block(node, len(head))
            if lines and lines[0].strip() and not lines[0].lstrip().startswith("#"):
                return [head + lines[0].lstrip(), *lines[1:]]
            return [head.rstrip(), *lines]
        return self._after(head.rstrip(), node, indent)

    def _after(self, head: str, node: yaml.Node, indent: int) -> list[str]:
        props = self._props(node)
        if props is None:
            return [f"{head} *{self.anchors[id(node)]}{self._beside()}"]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(f"{head} {props}".rstrip(), node, indent)
        if not node.value or self._chance(0.25):
            return self._flow_lines(f"{head} {props}".rstrip(), node, indent)
        flush = isinstance(node, yaml.SequenceNode) and not head.lstrip().startswith("-") and self._chance(0.3)
        deeper = indent if flush else indent + self.step
        first = f"{head} {props}".rstrip() + self._beside()
        return [first, *self._blank(), *self._block(node, deeper)]

    def _blank(self) -> list[str]:
        return [""] * self.random.randint(0, 2) if self._chance(self.noise / 2) else []

    def _scalar(self, head: str, node: yaml.ScalarNode, indent: int) -> list[str]:
        text = node.value
        if node.style in {None, ""}:
            if "\n" not in text and text and self._chance(0.1):
                return [head + self._beside(), f"{' ' * (indent + 1)}{text}{self._beside()}"]
            words = text.split(" ")
            if len(words) > 3 and all(words) and "#" not in text and self._chance(0.3):
                return [
                    f"{head} {words[0]}",
                    f"{' ' * (indent + 3)}{' '.join(words[1:])}{self._beside()}",
                    *self._blank(),
                ]
            return [f"{head} {text}".rstrip() + self._beside(), *self._blank()]
        if "\n" in text and re.fullmatch(r"[^\t\r\x00-\x08\x7f-\x9f]*\n", text) and self._chance(0.7):
            return self._literal(head, text, indent)
        return [f"{head} {self._quoted(text)}{self._beside()}", *self._blank()]

    def _literal(self, head: str, text: str, indent: int) -> list[str]:
        body = text.rstrip("\n")
        if not body.strip() or body.startswith("\n"):
            return [f"{head} {self._quoted(text)}"]
        step = self.random.randint(1, 4)
        breaks = len(text) - len(body)
        chomping = "-" if not breaks else "" if breaks == 1 and self._chance(0.8) else "+"
        depth = str(step) if body.startswith(" ") or self._chance(0.2) else ""
        lines = [" " * (indent + step) + line if line else "" for line in body.split("\n")]
        lines += [""] * (breaks - 1)
        after = [] if chomping == "+" else self._blank()
        return [f"{head} |{depth}{chomping}{self._beside()}", *lines, *after]

    def _quoted(self, text: str) -> str:
        if "\n" not in text and self._chance(0.4) and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=self._chance(0.3) and max(map(ord, text), default=0) < 0x10000)

    def _flow_lines(self, head: str, node: yaml.Node, indent: int) -> list[str]:
        """Write a collection in brackets, on one line or on many with comments in between."""
        text = self._brackets(node, "\n" if self._chance(0.4) else "")
        first, *others = f"{head} {text}".split("\n")
        lines = [first, *(" " * self.random.randint(indent + 1, indent + 6) + line.lstrip(" ") for line in others)]
        lines[-1] += self._beside()
        return [line.rstrip() for line in lines]

    def _flow(self, node: yaml.Node, broken: str) -> str:
        props = self._props(node)
        if props is None:
            return f"*{self.anchors[id(node)]} "
        if isinstance(node, yaml.ScalarNode):
            plain = node.style in {None, ""} and (_PLAIN_IN_FLOW.fullmatch(node.value) or not node.value)
            if plain or (node.style in {None, ""} and re.fullmatch(r"[\w/. +-]*", node.value)):
                return props + node.value
            # what is plain because it is text stays text in quotes
            return props + self._quoted(node.value)
        return props + self._brackets(node, broken)

    def _brackets(self, node: yaml.CollectionNode, broken: str) -> str:
        parts = []
        for entry in node.value:
            if isinstance(entry, tuple):
                parts.append(f"{_key_text(entry[0])}: {self._flow(entry[1], broken)}")
            else:
                parts.append(self._flow(entry, broken))
        opening, closing = "{}" if isinstance(node, yaml.MappingNode) else "[]"
        if not broken:
            space = self.random.choice(["", " "])
            return f"{opening}{space}{', '.join(parts)}{space}{closing}"
        lines = "".join(f"{self._break()}{part}{self._break(before=True)},{self._break()}" for part in parts)
        return f"{opening}{lines}{self._break()}{closing}"

    def _break(self, *, before: bool = False) -> str:
        """Return white space within brackets, with a comment now and then."""
        if self._chance(0.3):
            return f" {self._comment()}\n" if self._chance(self.noise) else "" if before else "\n"
        return ""


def _key_text(node: yaml.ScalarNode) -> str:
    return node.value if node.style in {None, ""} else json.dumps(node.value, ensure_ascii=False)


def _ends_in_block(lines: list[str]) -> bool:
    return any(re.search(r"[|>][0-9+-]*( .*)?$", line) for line in lines[-40:])

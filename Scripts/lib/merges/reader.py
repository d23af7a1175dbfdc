"""Reads the part of YAML that is written here and by cortex. What is no part of it is an error, and
so is a key that is there twice."""
import json, re

QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')"""
KEY = re.compile(QUOTED[:-1] + r"""|[^\s"'\[\]{}#&*!|>%@`,?-][^#]*?) *:(?= |$)""")
HEADER = re.compile(r"([|>])([1-9]?)([+-]?)( +#.*)? *")
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?")
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False, "yes": True, "no": False,
         "on": True, "off": False}


class Unreadable(Exception):
    """Why a text cannot be read."""


def read(content):
    """The values of all documents."""
    try:
        text = content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable(str(error))
    documents, lines, is_open = [], [], False
    for line in text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"):
        if re.match(r"---( |$)", line):
            if is_open or any(map(content_of, lines)):
                documents.append(lines)
            lines, is_open = [], True
            line = "   " + line[3:]
        lines.append(line)
    if is_open or any(map(content_of, lines)):
        documents.append(lines)
    return [Document(lines).value() for lines in documents]


def content_of(line):
    """What of a line is no blank and no comment."""
    return "" if line.lstrip(" ").startswith("#") else line.strip(" ")


class Document:
    def __init__(self, lines):
        self.lines, self.at, self.anchors = lines, 0, {}

    def value(self):
        value = self.block(0)
        if self.next() is not None:
            self.fail("there is more than it holds")
        return value

    def fail(self, reason):
        line = self.lines[self.at] if self.at < len(self.lines) else ""
        raise Unreadable(f"line {self.at + 1}, {line!r}: {reason}")

    def next(self):
        """How far the next line with something on it is indented."""
        while self.at < len(self.lines) and not content_of(self.lines[self.at]):
            self.at += 1
        if self.at == len(self.lines):
            return None
        line = self.lines[self.at]
        if line.lstrip(" ").startswith("\t"):
            self.fail("it begins with a tab")
        return len(line) - len(line.lstrip(" "))

    def block(self, least):
        """What stands on lines of its own, indented by `least` or more; nothing is null."""
        column = self.next()
        if column is None or column < least:
            return None
        line = self.lines[self.at][column:]
        if is_item(line):
            return self.list(column)
        if KEY.match(line):
            return self.map(column)
        return self.inline(line, column)

    def list(self, column):
        items = []
        while self.next() == column and is_item(self.lines[self.at][column:]):
            line = self.lines[self.at]
            rest = line[column + 1:]
            inside = column + 1 + len(rest) - len(rest.lstrip(" "))
            if content_of(rest) and (is_item(line[inside:]) or KEY.match(line[inside:])):
                # As if it had the line to itself.
                self.lines[self.at] = " " * inside + line[inside:]
                items.append(self.block(inside))
            else:
                items.append(self.inline(rest, column + 1))
        return items

    def map(self, column):
        entries, merged = {}, {}
        while self.next() == column and not is_item(self.lines[self.at][column:]):
            line = self.lines[self.at]
            found = KEY.match(line, column)
            if not found:
                self.fail("it has no key")
            key = plain(found[1]) if found[1][0] not in "\"'" else unquoted(found[1])
            if key in entries or key == "<<" and merged:
                self.fail("the key is there twice")
            rest = line[found.end():]
            value = self.inline(rest, column + 1)
            if value is None and not content_of(rest) and self.next() == column \
                    and is_item(self.lines[self.at][column:]):
                value = self.list(column)
            if key == "<<":
                merged = value
            else:
                entries[key] = value
        return {**merged, **entries}

    def inline(self, text, least):
        """A value that begins behind a key or a dash, and the lines that belong to it."""
        text = text.strip(" ")
        found = re.match(r"&([\w-]+)(?= |$)", text)
        if found:
            value = self.inline(text[found.end():], least)
            self.anchors[found[1]] = value
            return value
        self.at += 1
        if not text or text.startswith("#"):
            return self.block(least)
        if text[0] in "|>":
            return self.text(text, least)
        scanner = Scanner(text, self.anchors)
        value = scanner.value()
        if not re.fullmatch(r"( +#.*)? *", text[scanner.at:]):
            self.at -= 1
            self.fail("there is more than a value")
        return value

    def text(self, header, least):
        found = HEADER.fullmatch(header)
        if not found:
            self.fail("it is no header of a text")
        indent = int(found[2]) + least - 1 if found[2] else None
        lines = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            column = len(line) - len(line.lstrip(" "))
            if line.strip(" "):
                if indent is None:
                    indent = column
                if column < max(indent, least):
                    break
            lines.append(line[indent:] if indent is not None else "")
            self.at += 1
        count = len(lines)
        while lines and not lines[-1]:
            lines.pop()
        ends = {"+": count - len(lines) + bool(lines), "-": 0, "": int(bool(lines))}[found[3]]
        return ("\n".join(lines) if found[1] == "|" else folded(lines)) + "\n" * ends


class Scanner:
    """Reads a value on one line."""

    def __init__(self, text, anchors):
        self.text, self.at, self.anchors = text, 0, anchors

    def take(self, pattern):
        found = re.compile(pattern).match(self.text, self.at)
        if found:
            self.at = found.end()
        return found and found[0]

    def value(self, in_flow=False):
        if self.take(r"\["):
            return self.flow("]", lambda: self.value(True))
        if self.take(r"\{"):
            pairs = self.flow("}", self.pair)
            if len(dict(pairs)) < len(pairs):
                raise Unreadable(f"{self.text!r}: the key is there twice")
            return dict(pairs)
        if self.take(r"\*"):
            name = self.take(r"[\w-]+")
            if name not in self.anchors:
                raise Unreadable(f"{self.text!r}: the alias refers to nothing")
            return self.anchors[name]
        quoted = self.take(QUOTED)
        if quoted:
            return unquoted(quoted)
        flow = r"(?:(?! #)(?!:[ ,\[\]{}])(?!:$)[^,\[\]{}])*"
        start = self.at
        text = self.take(flow if in_flow else r"(?:(?! #)(?!: |:$).)*").rstrip(" ")
        if not text and not in_flow or text and text[0] in "\"'&!|>%@`#]}," or is_item(text):
            raise Unreadable(f"{self.text[start:]!r} is no value")
        return plain(text)

    def pair(self):
        key = self.value(True)
        if not self.take(": *"):
            raise Unreadable(f"{self.text!r}: a colon is missing")
        return key, self.value(True)

    def flow(self, end, part):
        parts = []
        self.take(" *")
        while not self.take(re.escape(end)):
            if parts and not self.take(r" *, *"):
                raise Unreadable(f"{self.text!r}: a comma is missing")
            if parts and self.take(re.escape(end)):
                break
            parts.append(part())
            self.take(" *")
        return parts


def is_item(line):
    return line == "-" or line.startswith("- ")


def plain(text):
    if text in WORDS:
        return WORDS[text]
    found = NUMBER.fullmatch(text)
    return text if not found else float(text) if found[1] else int(text)


def unquoted(text):
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    text = re.sub(r"\\U([0-9A-Fa-f]{8})", lambda found: chr(int(found[1], 16)), text)
    try:
        return json.loads(text)
    except ValueError as error:
        raise Unreadable(f"{text}: {error}")


def folded(lines):
    """Joins lines by blanks; a blank line is a line break, and indented lines keep theirs."""
    text, blank_lines, is_kept = "", 0, True
    for line in lines:
        if not line:
            blank_lines += 1
            continue
        is_indented = line[0] in " \t"
        if is_kept or is_indented:
            text += "\n" * (blank_lines + bool(text))
        else:
            text += "\n" * blank_lines or " "
        text, blank_lines, is_kept = text + line, 0, is_indented
    return text

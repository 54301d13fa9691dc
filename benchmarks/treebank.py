"""Trees of a treebank in CoNLL-U (Universal Dependencies): what `dataset_parse.py` judges by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Node:
    """A word of a tree: where it stands in the sentence, its head's index (-1 of the root) and its relation."""

    form: str
    lemma: str
    pos: str
    feats: str
    head: int
    rel: str
    start: int
    end: int
    person: bool | None = None


@dataclass
class Tree:
    """A sentence."""

    text: str
    nodes: list[Node]
    below: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for i, node in enumerate(self.nodes):
            self.below.setdefault(node.head, []).append(i)

    def subtree(self, top: int) -> set[int]:
        """A word with all that depends on it."""
        found, todo = set(), [top]
        while todo:
            at = todo.pop()
            found.add(at)
            todo += self.below.get(at, [])
        return found

    def places(self, phrase: str) -> Iterator[set[int]]:
        """The words that each occurrence of a phrase covers; a capital at its start does not count."""
        said, text = flat(phrase).strip(" ."), flat(self.text)
        for match in re.finditer(re.escape(said), text, re.IGNORECASE):
            start, end = match.span()
            inside = {i for i, n in enumerate(self.nodes) if n.start < end and n.end > start}
            if inside and all(self.nodes[i].start >= start and self.nodes[i].end <= end for i in inside):
                yield {i for i in inside if self.nodes[i].pos != "PUNCT"} or inside

    def is_predicate(self, at: int) -> bool:
        """Whether a word is a verb in a clause, or has a copula."""
        rels = {self.nodes[i].rel for i in self.below.get(at, [])}
        return self.nodes[at].pos in {"VERB", "AUX"} or "cop" in rels


def flat(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ")


def documents(text: str) -> Iterator[list[list[Tree]]]:
    """The documents of a treebank: passages of trees."""
    document: list[list[Tree]] = []
    marked = "\n# newpar" in text
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        comments = [line for line in lines if line.startswith("#")]
        if any(line.startswith("# newdoc") for line in comments) and document:
            yield document
            document = []
        if not document or not marked or any(re.match(r"# newpar\b(?!_)", line) for line in comments):
            document.append([])
        said = next((line.partition("= ")[2] for line in comments if line.startswith("# text =")), "")
        document[-1].append(tree(said, [line.split("\t") for line in lines if not line.startswith("#")]))
    yield document


def tree(text: str, rows: Sequence[Sequence[str]]) -> Tree:
    """One sentence from its rows."""
    nodes: list[Node] = []
    at, joined_to, span = 0, 0, (0, 0)
    for row in rows:
        if "." in row[0]:
            continue
        if "-" in row[0] or int(row[0]) > joined_to:
            start = text.index(row[1], at)
            at = start + len(row[1])
            span = (start, at)
        if "-" in row[0]:
            joined_to = int(row[0].split("-")[1])
            continue
        nodes.append(Node(row[1], row[2], row[3], row[5], int(row[6]) - 1, row[7], *span))
    made = Tree(text, nodes)
    _name_persons(made, [row[9] for row in rows if row[0].isdigit()])
    return made


def _name_persons(made: Tree, notes: Sequence[str]) -> None:
    """GUM's `Entity=(1-person-…` … `1)`: the top word of each entity is a person or is not."""
    open_at: list[tuple[str, int, bool]] = []
    for i, note in enumerate(notes):
        marks = re.search(r"Entity=([^|]*)", note)
        for mark in re.findall(r"\([^()]+\)?|[^()]+\)", marks[1]) if marks else ():
            name = re.match(r"\(?([^-()]+)", mark)
            if mark.startswith("("):
                open_at.append((name[1] if name else "", i, "-person-" in mark))
            if mark.endswith(")") and open_at:
                wanted = name[1] if name else ""
                where = next((k for k in range(len(open_at) - 1, -1, -1) if open_at[k][0] == wanted), -1)
                _, begin, person = open_at.pop(where)
                for top in tops(made, set(range(begin, i + 1)))[:1]:
                    made.nodes[top].person = person


def tops(tree: Tree, phrase: set[int]) -> list[int]:
    """The words of a phrase whose heads stand outside it."""
    return sorted(i for i in phrase if tree.nodes[i].head not in phrase)

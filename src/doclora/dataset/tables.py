"""Markdown tables → questions about their cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from doclora.dataset import descriptions_es, english, spanish
from doclora.dataset.asked import Asked, Core, Name, same
from doclora.dataset.frames import quoted
from doclora.dataset.lexicon import word_lists
from doclora.dataset.markdown import plain_text
from doclora.records import Language

_EMPTY = re.compile(
    r"^(?:[-–—.…✓✗xX]?|\{.*\}|\d{4}-\d\d-\d\d[ T]\d\d:\S*|n/?a|yes|no|sí|none|ning\w+|"
    r"not (?:yet )?available.*|.*\?|no disponible.*|tbd|pendiente|(?:grand |sub)?total(?:e?s)?)$",
    re.IGNORECASE,
)
_CODE_LIKE = re.compile(r"\w[._:/=]\w|[a-z][A-Z]|\(\)|^--?\w|^[A-Z_]{4,}$")
_UNIT = re.compile(r"^(?P<what>.*[^\W\d_])\s*[(\[](?P<unit>[^()\[\]]{1,12})[)\]]$")
_NOUN = {
    "en": re.compile(
        r"(?!(?:wh(?:at|en|ere|y|o|ich)|how|if|is|are|was|has|have|can|does|do|must|should|it|you|they|"
        r"under|in|on|at|for|by|with|from|to|as|per|not|no|see|used|found|made|given)\b)[^\W\d_][^\[\]`:;?!]+$",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?!(?:qué|que|cuándo|cuando|dónde|donde|por qué|cómo|quién|cuál|si|es|son|está|hay|puede|debe|"
        r"en|con|para|por|de|a|según|no|ver|se)\b)[^\W\d_][^\[\]`:;¿?¡!]+$",
        re.IGNORECASE,
    ),
}
"""A column's head that a question can hold; others are quoted."""
_ARTICLE = re.compile(r"^(?:the|an?|el|la|los|las) (?=\w)", re.IGNORECASE)
_MEASURES = {language: word_lists(language)["measures"] for language in ("en", "es")}
_IN = {"en": "in", "es": "en"}
_NO_KIND = frozenset({"name", "title", "key", "item", "id", "label", "description"})
"""Heads of a first column that do not say what its rows are."""
_NUMBERS = frozenset({"id", "no", "nº", "n.º", "index", "uuid", "key"})
"""Heads of columns that only number the rows."""
_LONGEST_CELL = 12
_MOST_ROWS = 30
_DATUM = re.compile(r":\s*[-+]?\d|[{}<>]")
"""`Remainder: 1` and `{value}` are no heads of columns."""
_COUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{4,}")
"""A large number: under a head that is a name, `Crossref`, it is not said of what."""
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,2}|[.,]\d{4,})?")
"""No thousands separators: 1,234 may be either."""


def questions(raw: str, language: Language, name: Name) -> Iterator[tuple[Asked, str]]:
    """One question for each cell beside its row's label, with the row as evidence; across rows, what is highest.

    Tables without a header, with labels that repeat, or lines of unequal length are left alone.
    """
    table = [(line, cells(line)) for line in rows(raw)]
    if len(table) < 2 or len({len(row) for _, row in table}) != 1:
        return
    header = table[0][1]
    if any(_DATUM.search(cell) for cell in header):
        return
    if language == "es" and len(header) == 2 and _are_alike(header):
        return
    labels = Counter(row[0] for _, row in table[1:])
    for line, row in table[1:]:
        label = row[0]
        if labels[label] > 1 or not 1 <= len(label.split()) <= 8 or _EMPTY.match(label):
            continue
        for column, cell in zip(header[1:], row[1:], strict=True):
            if (
                _is_words(column)
                and column.lower() not in _NUMBERS
                and not _EMPTY.match(cell)
                and len(cell.split()) <= _longest(column, language)
                and header.count(column) == 1
                and not (_COUNT.fullmatch(cell) and name(column)[:1].isupper())
            ):
                asked = _ask(name(header[0]), label, name(column), cell, language)
                if asked.cores:
                    yield asked, line
    yield from ((asked, raw.strip()) for asked in extremes([row for _, row in table], language, name))


def _are_alike(header: list[str]) -> bool:
    """Whether two columns stand for two things of a kind, so that neither labels the other's cells."""
    first, second = (cell.lower().split()[:1] for cell in header)
    return first == second


def _longest(column: str, language: Language) -> int:
    return descriptions_es.LONGEST if language == "es" and descriptions_es.describes(column) else _LONGEST_CELL


def rows(raw: str) -> list[str]:
    """The lines of a table, the line under the header left out."""
    found = [line for line in raw.splitlines() if "|" in line]
    return [line for line in found if not all(re.fullmatch(r":?-+:?", cell) for cell in cells(line))]


def extremes(table: list[list[str]], language: Language, name: Name) -> Iterator[Asked]:
    """Which row has the highest and the lowest number of a column in which all rows have different numbers.

    Args:
        table: its rows, the head first, all of one length.
        language: of the questions.
        name: what begins a column's head, as said inside a question.
    """
    header, body = table[0], [row for row in table[1:] if not _EMPTY.match(row[0])]
    labels = [row[0] for row in body]
    if not 3 <= len(body) <= _MOST_ROWS or len({*labels}) < len(labels) or not _is_words(header[0]):
        return
    for at, column in enumerate(header[1:], start=1):
        numbers = [float(row[at].replace(",", ".")) for row in body if _NUMBER.fullmatch(row[at])]
        if not _is_words(column) or header.count(column) > 1 or len({*numbers}) < len(body):
            continue
        for high, value in ((True, max(numbers)), (False, min(numbers))):
            label = labels[numbers.index(value)]
            yield Asked("table", _extreme_forms(name(header[0]), column, language, high=high), label, label)


def _extreme_forms(corner: str, column: str, language: Language, *, high: bool) -> tuple[Core, ...]:
    of = quoted(column, language)
    if language == "es":
        most = "más alto" if high else "más bajo"
        return (same(f"para qué {corner} da la tabla el valor {most} de {of}"),)
    most = "highest" if high else "lowest"
    tail = f"the {most} value of {of}"
    return (
        Core(f"for which {corner} does the table give {tail}", f"for which {corner} the table gives {tail}"),
        Core(f"which {corner} has {tail} in the table", f"which {corner} has {tail} in the table"),
    )


def cells(line: str) -> list[str]:
    """The cells of a row, without marks."""
    inner = line.strip().strip("|")
    return [plain_text(cell) for cell in re.split(r"(?<!\\)\|", inner)]


def _is_words(text: str) -> bool:
    """Whether a head can be asked for: words, and none of them twice, as where two heads were run together."""
    long = re.findall(r"[^\W\d_]{4,}", text.lower())
    return bool(re.search(r"[^\W\d_]{2}", text)) and len(text.split()) <= 8 and len({*long}) == len(long)


def _ask(corner: str, label: str, column: str, cell: str, language: Language) -> Asked:
    row = quoted(label, language)
    if not _NOUN[language].match(column) or (language == "en" and _CODE_LIKE.search(column)):
        forms = _quoted_forms(quoted(column, language), row, language)
        return Asked("table", tuple(forms[:2]), cell, label, tuple(forms[2:]))
    corner, column = _ARTICLE.sub("", corner), _ARTICLE.sub("", column)
    what, unit = _with_unit(column)
    said = f"{what} {_IN[language]} {unit}" if unit else what
    if unit and not _MEASURES[language] & set(what.split()):
        forms = _value_forms(quoted(what, language), unit, row, language)
    elif language == "es" and descriptions_es.describes(column):
        forms = list(descriptions_es.of_cell(row, cell))
    elif language == "es" and _CODE_LIKE.search(column):
        forms = [
            same(f"qué valor {verb} la tabla de {quoted(column, language)} para {row}") for verb in ("da", "indica")
        ]
    elif language == "es" and what.split()[0].lower() in spanish.PREPOSITION:
        forms = [same(f"qué {verb} la tabla bajo {quoted(column, language)} para {row}") for verb in ("indica", "da")]
    elif language == "es":
        wh = _spanish_wh(what, cell)
        forms = [same(f"{wh} {said} {verb} {row}") for verb in _spanish_verbs(what.split()[0].endswith("s"))]
    else:
        said_so = _NOUN["en"].match(corner) and len(corner.split()) <= 3 and corner.lower() not in _NO_KIND
        of = f"the {corner} {row}" if said_so else row
        forms = _english_forms(said, of, english.is_plural(what.split()[-1]) and cell[:1].isdigit())
    return Asked("table", tuple(forms[:2]), cell, label, tuple(forms[2:]))


def _quoted_forms(what: str, row: str, language: Language) -> list[Core]:
    """For a column such as `What happens`, which is no noun that a question could hold."""
    if language == "es":
        verbs = ("indica la tabla", "pone la tabla", "se lee en la tabla", "figura en la tabla")
        return [same(f"qué {verb} en {what} para {row}") for verb in verbs]
    return [
        Core(f"what does the table give {tail}", f"what the table gives {tail}")
        for tail in (f"under {what} for {row}", f"for {row} under {what}")
    ] + [same(f"what {verb} under {what} for {row}") for verb in ("stands in the table", "is listed")]


def _with_unit(column: str) -> tuple[str, str]:
    """`gap (mm)` is a gap, in mm."""
    match = _UNIT.match(column)
    return (match["what"], match["unit"]) if match else (column, "")


def _value_forms(what: str, unit: str, row: str, language: Language) -> list[Core]:
    """For a column such as `agua (°C)`, which does not say what is measured."""
    if language == "es":
        verbs = ("da la tabla", "aparece en la tabla", "corresponde", "se lee en la tabla")
        return [same(f"qué valor, en {unit}, {verb} en {what} para {row}") for verb in verbs]
    return [
        Core(f"what value, in {unit}, does the table give {tail}", f"what value, in {unit}, the table gives {tail}")
        for tail in (f"under {what} for {row}", f"for {row} under {what}")
    ] + [same(f"which value, in {unit}, {verb} under {what} for {row}") for verb in ("stands", "is listed")]


def _english_forms(column: str, of: str, counted: bool) -> list[Core]:
    if counted:
        return [
            Core(f"how many {column} does the table give for {of}", f"how many {column} the table gives for {of}"),
            Core(f"how many {column} are listed for {of}", f"how many {column} are listed for {of}"),
            Core(f"how many {column} belong to {of}", f"how many {column} belong to {of}"),
            Core(f"what number of {column} stands beside {of}", f"what number of {column} stands beside {of}"),
        ]
    be, s = ("are", "") if english.is_plural(column.rsplit(maxsplit=1)[-1]) else ("is", "s")
    return [
        Core(f"what {be} the {column} of {of}", f"what the {column} of {of} {be}"),
        Core(f"what {column} does the table give for {of}", f"what {column} the table gives for {of}"),
        Core(f"which {column} belong{s} to {of}", f"which {column} belong{s} to {of}"),
        Core(f"which {column} {be} listed for {of}", f"which {column} {be} listed for {of}"),
    ]


def _spanish_wh(column: str, cell: str) -> str:
    """`cuántas` before a plural that is counted, `qué` before all else: it needs no gender."""
    first = column.split(maxsplit=1)[0]
    feminine = spanish.is_feminine(first)
    if first.endswith("s") and cell[:1].isdigit() and feminine is not None:
        return "cuántas" if feminine else "cuántos"
    return "qué"


def _spanish_verbs(plural: bool) -> tuple[str, ...]:
    if plural:
        return ("indica la tabla para", "figuran en la tabla para", "corresponden a", "se leen junto a")
    return ("indica la tabla para", "figura en la tabla para", "corresponde a", "se lee junto a")

"""The articles of laws, statutes and contracts: which one a sentence stands in, and what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import Final

from doclora.dataset.asked import Asked, Core, same
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import Line, heading_text, lines, plain_text, sentences
from doclora.dataset.shapes import whole
from doclora.dataset.statements import section_name
from doclora.records import Language, Passage

_ORDINAL: Final = "(?:primer|segund|tercer|cuart|quint|sext|séptim|octav|noven|décim|únic)[oa]"
_LABEL: Final = re.compile(
    rf"(?:art(?:[íi]culo|icle|\.)|section|sección)\s+(?P<number>\d+(?:\.?[ºª°]|o\b)?(?:[-\s]?(?:bis|ter|[A-Z])\b)?|{_ORDINAL}\b)"
    r"(?P<end>\s*\.?\s?[-–—]+(?![A-Z]\b)|[.:]-?(?!\d)|$|\s*$)\s*",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(r"\n(?=[ \t]*[*_“\"]*(?:art[íi]culo|article)\s+\d)", re.IGNORECASE)
_NUMERAL: Final = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,2}){1,3})(?:(?:\.-?|\))?\s+(?=\S)|\.-?(?=[A-ZÁÉÍÓÚÑ]))")
_ENDS: Final = re.compile(
    r"art(?:[íi]culo|icle)\s+(?:[\wº°]+[ .]?){1,4}(?:[.:–—-]|$)|"
    r"(?:comuníquese|regístrese|publíquese|cúmplase|dad[oa] en|por tanto|mando se|"
    r"firmad[oa] (?:en|por)|signed (?:at|by|in)|given (?:at|under|by)|in witness)\b|"
    r"(?:t[íi]tulo|cap[íi]tulo|title|chapter|part|anexo|disposici(?:ón|ones))\b[^.]{0,80}$",
    re.IGNORECASE,
)
_LAW: Final = re.compile(
    r"\b(?:est[ae]|la presente|el presente|this|the present) "
    r"(?:[Cc]onstitu(?:tion|ción)|[Aa]ct|[Ll]ey|[Cc]ódigo|[Nn]orma|[Dd]ecreto|[Rr]eglamento|[Rr]esolución|[Oo]rdenanza|"
    r"[Dd]irectiva|[Ee]statuto|[Cc]onvenio|[Rr]egulations?|[Bb]ylaws?|[Pp]olicy|[Aa]greement|[Oo]rdinance)\b"
)
_LAW_ALONE: Final = re.compile(
    r"(?:Decretos?|Ley(?:es)?|Resoluci\w+|Constitución|Código|Directiva|Reglamento|Convenio|Acuerdo)\b[^.]{0,60}\bN[º°.]"
)
"""A law that another one is based on."""
_LONGEST: Final = 110
_SHORTEST: Final = 6
"""Words of what an article says, for it to be an answer as a whole."""
_FEWEST: Final = 3
"""Numbered paragraphs of a document that is cited by them."""
_LONGEST_TITLE: Final = 14
_ORDINALS: Final[Mapping[Language, Sequence[str]]] = {
    "en": [f"{{}} in its {which} paragraph" for which in ("first", "second", "third")],
    "es": [f"{{}} en su {which} párrafo" for which in ("primer", "segundo", "tercer")],
}
_NOTE: Final = re.compile(
    r"\([*\\]*\)|(?:concordancias?|notas?|enlace web|notes?|nota de [^:]{1,30})\s*:|"
    r"art(?:ículo|icle) (?:reformad|modificad|derogad|adicionad|amended|repealed|added)\w*\b",
    re.IGNORECASE,
)
"""What an editor adds below an article."""
_RUN_IN: Final = re.compile(r"(?P<title>[A-ZÁÉÍÓÚÑ][^.:;]{3,110})\.\s?[-–—]+\s+(?=[A-ZÁÉÍÓÚÑ])")
"""`Del rol del Estado.- El Estado …`: a title before its text."""
_ITEM: Final = re.compile(r"(?:\d{1,2}[.)]|[a-z][.)]|[-–•]|[ivx]{1,4}[.)])\s")
_SEEN: Final = 30
"""Letters by which a paragraph is found."""
_EDITED: Final = re.compile(r"\s*\(\W{0,4}\)\s*$")
"""The mark of such a note."""
_ELSEWHERE: Final = re.compile(
    r"^(?:Apr(?:uéb|ueb|ob)|Der[oó]g)\w+ |^Repealed\b|"
    r"\b(?:anterior(?:es)?|(?<!día )siguientes?|precedentes?|preceding|following)\b|:$"
)


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph of an article.

    Attributes:
        passage: the id of the passage where it stands.
        raw: as written.
        start: where it begins in the passage.
        text: what it says.
        listed: whether it is an item of a list, or announces one.
    """

    passage: str
    raw: str
    start: int
    text: str
    listed: bool


@dataclass
class _Article:
    """An article, or a numbered paragraph of one.

    Attributes:
        name: `el artículo 5`.
        title: empty where it has none.
        paragraphs: in order.
    """

    name: str
    title: str
    paragraphs: list[_Paragraph] = field(default_factory=list)


class Articles:
    """The articles of one document.

    Args:
        document: its passages, in order.
    """

    def __init__(self, document: Sequence[Passage]) -> None:
        self._within: dict[str, dict[str, str]] = {}
        found = list(self._read(document))
        times, titled = Counter(a.name for a in found), Counter((a.name, a.title) for a in found)
        self._clear = {(a.name, a.title) for a in found if titled[a.name, a.title] == 1}
        self._repeated = {name for name, n in times.items() if n > 1}
        self._all: dict[str, list[_Article]] = {}
        for article in found:
            for paragraph in article.paragraphs[:1]:
                self._all.setdefault(paragraph.passage, []).append(article)
        self._numbered = self._read_numbered(document)

    def within(self, passage: Passage) -> dict[str, str]:
        """Each sentence as written → the article that it stands in, where one is known: `el artículo 5`."""
        known = self._within.get(passage.id, {})
        return {raw: name for raw, name in known.items() if name and name not in self._repeated}

    def questions(self, passage: Passage) -> Iterator[tuple[Asked, str]]:
        """What an article, or a numbered paragraph of one, says that is short enough to be the answer as a whole."""
        for article in self._all.get(passage.id, ()):
            if (article.name, article.title) not in self._clear or (
                not article.title and article.name in self._repeated
            ):
                continue
            together = _together(article, passage)
            if together and _SHORTEST <= len(together[0].split()) <= _LONGEST and together[0].endswith("."):
                yield _ask("{}", article, together[0], passage.language), together[1]
                continue
            for part, said, raw in _parts(article, passage.language):
                if _fits(said, passage.language):
                    yield _ask(part, article, said, passage.language), raw
        for article in self._numbered.get(passage.id, ()):
            for paragraph in article.paragraphs:
                yield _ask("{}", article, paragraph.text, passage.language), paragraph.raw

    def _read_numbered(self, document: Sequence[Passage]) -> dict[str, list[_Article]]:
        """The numbered paragraphs of each passage in no article, without those whose number a section has twice."""
        found: list[tuple[tuple[object, str], _Article]] = []
        for passage in document:
            within, below = self._within.get(passage.id, {}), lines(passage.text)
            for line, after in zip_longest(below, below[1:]):
                match = _NUMERAL.match(_plain(line)) if line.kind == "text" and line.raw not in within else None
                whole_one = after is None or after.kind == "heading" or _NUMERAL.match(_plain(after))
                said = _ended(_plain(line), match) if match and whole_one else ""
                if match and _fits(said, passage.language) and not _LAW_ALONE.match(said):
                    name = _numbered(match["number"], passage)
                    article = _Article(name, "", [_Paragraph(passage.id, line.raw, 0, said, listed=False)])
                    found.append(((passage.headings, match["number"]), article))
        times = Counter(place for place, _ in found)
        numbered: dict[str, list[_Article]] = {}
        for place, article in found:
            if len(found) >= _FEWEST and times[place] == 1:
                numbered.setdefault(article.paragraphs[0].passage, []).append(article)
        return numbered

    def _place(self, passage: str, line: Line, name: str) -> None:
        """Remember in which article a line and its sentences stand; in none where they stand in two."""
        here = self._within.setdefault(passage, {})
        for raw in (line.raw, *(s.raw for s in sentences(line.raw))):
            here[raw] = name if here.get(raw, name) == name else ""

    def _read(self, document: Sequence[Passage]) -> Iterator[_Article]:
        current: _Article | None = None
        headings: tuple[str, ...] = ()
        for passage in document:
            if passage.headings != headings:
                if current:
                    yield current
                headings, current = passage.headings, None
            at = 0
            for line in chain.from_iterable(map(_pieces, lines(passage.text))):
                start = passage.text.find(line.raw, at)
                at = start + len(line.raw)
                label, text = _label(line)
                if label or line.kind == "heading" or (current and _ENDS.match(text)):
                    if current:
                        yield current
                    current = _begun(label, text, line, passage, start) if label else None
                elif current and not _NOTE.match(text):
                    current.paragraphs.append(_paragraph(passage, line, text, start))
                if current:
                    self._place(passage.id, line, current.name)
        if current:
            yield current


def _pieces(line: Line) -> Iterator[Line]:
    """A block, parted where an article begins on a line of its own within it."""
    for n, raw in enumerate(_BEGINS.split(line.raw)):
        if raw.strip():
            yield Line("text" if n else line.kind, raw.strip())


def _fits(said: str, language: Language) -> bool:
    return _SHORTEST <= len(said.split()) <= _LONGEST and said.endswith(".") and _is_clear(said, language)


def _plain(line: Line) -> str:
    return plain_text(line.raw).lstrip('*_ “"')


def _numbered(number: str, passage: Passage) -> str:
    """`el numeral 2.1 del apartado «Multas»`."""
    name = f"el numeral {number}" if passage.language == "es" else f"paragraph {number}"
    section = section_name(passage)
    if not section:
        return name
    return f"{name} de {section}".replace(" de el ", " del ") if passage.language == "es" else f"{name} of {section}"


def _begun(label: re.Match[str], text: str, line: Line, passage: Passage, start: int) -> _Article:
    """The article that a line begins, with the title or the text that stands beside its number."""
    article = _Article(_named(label, passage.language), "")
    beside = text[label.end() :]
    emphasised = re.fullmatch(r"(?:[*_]{2,3})[^*_]+(?:[*_]{2,3})\s*", line.raw.strip())
    if line.kind == "heading" or emphasised or not beside.endswith((".", ":")):
        article.title = _title(beside)
    elif beside:
        run_in = _RUN_IN.match(beside)
        article.title = _title(run_in["title"]) if run_in else ""
        said = beside[run_in.end() :] if run_in and article.title else beside
        article.paragraphs.append(_paragraph(passage, line, said, start))
    return article


def _paragraph(passage: Passage, line: Line, text: str, start: int) -> _Paragraph:
    listed = line.kind == "list" or text.endswith((":", ";")) or bool(_ITEM.match(text))
    return _Paragraph(passage.id, line.raw, start, text, listed)


def _title(text: str) -> str:
    title = text.strip(' .:-–—*_“”"')
    return title if 1 <= len(title.split()) <= _LONGEST_TITLE else ""


def _parts(article: _Article, language: Language) -> Iterator[tuple[str, str, str]]:
    """How the parts of an article are named that can be asked for, what each says, and that as written.

    The whole of an article that has one paragraph; of others, each numbered paragraph, or the first ones.
    """
    first = article.paragraphs[0]
    numerals = [_NUMERAL.match(p.text) for p in article.paragraphs]
    if len(numerals) == 1:
        yield "{}", _ended(first.text, numerals[0]), first.raw
    elif not any(numerals):
        together = [] if any(p.listed for p in article.paragraphs) else article.paragraphs
        for ordinal, paragraph in zip(_ORDINALS[language], together, strict=False):
            if paragraph.passage == first.passage:
                yield ordinal, _ended(paragraph.text, None), paragraph.raw
    else:
        for at, (paragraph, match) in enumerate(zip(article.paragraphs, numerals, strict=True)):
            alone = at + 1 == len(numerals) or numerals[at + 1]
            if match and alone and paragraph.passage == first.passage:
                number = match["number"]
                name = f"el numeral {number} de {{}}" if language == "es" else f"paragraph {number} of {{}}"
                yield name, _ended(paragraph.text, match), paragraph.raw


def _together(article: _Article, passage: Passage) -> tuple[str, str] | None:
    """What an article of several paragraphs, or with a list, says, and that as written; None where it is in parts."""
    stem, last = article.paragraphs[0], article.paragraphs[-1]
    if stem is last or stem.passage != last.passage:
        return None
    is_list = stem.text.endswith(":")
    if not is_list and any(p.listed or _NUMERAL.match(p.text) for p in article.paragraphs):
        return None
    raw = passage.text[stem.start : last.start + len(last.raw)]
    if re.search(r"[`|{}]", raw) or (not is_list and len(lines(raw)) != len(article.paragraphs)):
        return None
    said = plain_text(raw)
    said = said[max(said.find(stem.text[:_SEEN]), 0) :]
    return (said, raw) if is_list or _is_clear(said, passage.language) else None


def _ended(text: str, numeral: re.Match[str] | None) -> str:
    """A paragraph without its number, and without the quotation mark that ends what a law changes in another."""
    return _EDITED.sub("", text[numeral.end() if numeral else 0 :]).rstrip('”"» ')


def _named(label: re.Match[str], language: Language) -> str:
    number = label["number"].strip()
    number = number if number[:1].isdigit() else number.lower()
    if label[0].lower().startswith("se"):
        return f"la sección {number}" if language == "es" else f"section {number}"
    return f"el artículo {number}" if language == "es" else f"article {number}"


def _label(line: Line) -> tuple[re.Match[str] | None, str]:
    """`Artículo 5`, alone in a heading or before the text of the article, and the line without marks."""
    text = heading_text(line.raw) if line.kind == "heading" else _plain(line)
    label = _LABEL.match(text)
    begins = (
        label and text[:1].isupper() and (label["end"].strip() or label.end() == len(text) or line.kind == "heading")
    )
    return (label if begins else None), text


def _is_clear(said: str, language: Language) -> bool:
    return whole(_LAW.sub("la ley", said).rstrip("."), language) and not _ELSEWHERE.search(said)


def _ask(part: str, article: _Article, said: str, language: Language) -> Asked:
    cores: tuple[Core, ...]
    about = part.format(f"{article.name} ({quoted(article.title, language)})" if article.title else article.name)
    about = about.replace(" de el ", " del ")
    if language == "es":
        cores = (same(f"qué establece {about}"), same(f"qué dispone {about}"))
        unseen = (same(f"qué dice {about}"), same(f"qué prescribe {about}"))
    else:
        cores = (Core(f"what does {about} provide", f"what {about} provides"),)
        unseen = (
            Core(f"what does {about} say", f"what {about} says"),
            Core(f"what is the content of {about}", f"what the content of {about} is"),
        )
    return Asked("statement", cores, said, article.name, unseen)

"""What a Spanish guide remarks about a thing that only one sentence of a section names: a fill-up of whole sentences.

Guides speak to their reader and name their things in code, so that neither running prose nor the grammars of plain
sentences take most of what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from doclora.dataset import spanish as es
from doclora.dataset import verbs_es
from doclora.dataset.advice import opening_topic
from doclora.dataset.asked import Asked, said_about
from doclora.dataset.code_names import CodeNames
from doclora.dataset.guides_es import before_code, unnoted, unstopped
from doclora.dataset.markdown import lines, sentences
from doclora.dataset.shapes import whole
from doclora.dataset.ties_es import SpanishTies
from doclora.dataset.verbatim import as_written
from doclora.records import Passage

_SHORTEST: Final = 8
_LONGEST: Final = 45
_MORE: Final = 6
"""Words that a sentence says besides what it is asked for by."""
_SENDS_ON = re.compile(
    r"^(?:(?:Puedes?|Podemos|Se puede) (?:ver|consultar|leer|encontrar|aprender|obtener más)|Cons[uú]lt[ae]|"
    r"Ve[ar]?\b|Lee\b|Mir[ae]|Visit[ae]|Obtenga|Aprend[ae]|Encuentra|Imagin[ae]|Supon|Empe[cz]|Veamos|Intent[ae]|Prueb[ae]|Descarg|"
    r"Felicidades|Para (?:obtener )?(?:más|ver)|Como (?:puedes?|se|ya|vimos|hemos|recordatorio|ves)|Copi[ae]|Fíjate|"
    r"Ahora|Hasta|Antes|Luego|Después|Por ejemplo|En (?:este|esta|el ejemplo|la siguiente)|Note?\b|"
    r"A continuación|Aquí|Algun[oa]s)"
)
"""How sentences begin that send their reader elsewhere, tell him what to do next, or tell of an example."""
_ANNOUNCED = re.compile(
    r"\b(?:veremos|vimos|hemos|haremos|aprender(?:ás|emos)|explicaremos|cubriremos|exploraremos|usaremos|crearemos|"
    r"más (?:adelante|arriba|abajo)|ejercicio|lección|tutorial|capítulo|sección|apartado|artículo|ejemplo|figura|tabla|"
    r"imagen|anterior(?:es|mente)?|siguientes?|continuación|arriba|abajo|aquí|consulta|consulte|vea|véase)\b",
    re.IGNORECASE,
)
_HUNG = re.compile(r"\b[a-záéíóúñ]+(?:[aei]r|[áé]ndo)l[oae]s?\b")
_STARTS: Final = frozenset(
    {"y", "o", "pero", "esto", "eso", "ello", "lo", "así", "ni", "que", "se", "es", "son", "ambos", "ambas", "ellos",
     "ellas", "él", "ella", "otro", "otra", "otros", "otras", "hay", "estos", "estas", "este", "esta", "tampoco"}
)  # fmt: skip
_SPEAKS: Final = frozenset(
    {"puedes", "puede", "podemos", "debes", "debemos", "tienes", "tenemos", "necesitas", "usamos", "haz", "asegúrate"}
)
_NAME_LIKE = re.compile(r"[-.@/<$]*[^\W\d_]{2}(?!.*[\[{'\"=;])")
_NAME = re.compile(
    r"(?:\b(?P<article>[Ee]l|[Ll]a|[Ll]os|[Ll]as|[Uu]na?) (?P<noun>[a-záéíóúñ]{3,}(?: [a-záéíóúñ]{3,})?) )?"
    r"(?P<name>Qz[aeiou]r?k)(?!\w)"
)


def remarks(passage: Passage, section: str) -> Iterator[tuple[Asked, str]]:
    """Sentences of a passage, each asked for by the code or subject that it alone names in its section.

    Args:
        passage: where they stand.
        section: the words of all that stands under the passage's heading.
    """
    for line in lines(passage.text):
        for sentence in sentences(line.raw) if line.kind in {"text", "list"} else ():
            named = CodeNames(sentence)
            whole_one = named.text if named.text.endswith(".") else before_code(named.text) or unstopped(named.text)
            text = es.without_lead_in(unnoted(whole_one))
            if not whole_one or not _can_be_quoted(text):
                continue
            said = text if named.text.endswith(".") else text.removesuffix(".")
            answer = named.back(said if said in named.text else said[:1].lower() + said[1:])
            if not as_written(answer, sentence.raw):
                continue
            topic = named.back(_named(text, named, section, passage.title) or opening_topic(text, section, passage))
            if topic:
                yield said_about(topic, answer, "es"), sentence.raw


def _can_be_quoted(text: str) -> bool:
    """Whether a sentence, code in it read as names, is understood alone."""
    tokens = es.words(text)
    low = [t.lower() for t in tokens]
    if not _SHORTEST <= len(text.split()) <= _LONGEST or re.search(r"[?!:;…]| [,.;]|<|\|", text):
        return False
    if low[0] in _STARTS or _SENDS_ON.match(text) or _ANNOUNCED.search(text) or not whole(text, "es"):
        return False
    if SpanishTies.links.search(text) or SpanishTies.counted.match(text) or SpanishTies.this.search(text):
        return False
    return not _leans(low, text) and (es.has_verb(text) or bool(_SPEAKS & set(low)))


def _leans(low: list[str], text: str) -> bool:
    """Whether a pronoun stands for what another sentence names."""
    if _HUNG.search(text) or {"lo", "le", "les"} & set(low) or {"su", "sus"} & set(low[:5]):
        return True
    return any(a in {"la", "los", "las"} and verbs_es.finite(b) and b not in es.PREPOSITION for a, b in pairwise(low))


def _named(text: str, named: CodeNames, section: str, title: str) -> str:
    """`la opción X` or `X`: the first name in the sentence's main part that its section names nowhere else."""
    for match in _NAME.finditer(text):
        code = named.back(match["name"])
        if (
            section.count(code) != 1
            or code in title
            or len(code) < 3
            or not _NAME_LIKE.match(code)
            or len(code.split()) > 4
        ):
            continue
        noun = match["noun"] or ""
        if noun and not any(verbs_es.finite(w) or w in es.PREPOSITION for w in noun.split()):
            article = {"un": "el", "una": "la"}.get(match["article"].lower(), match["article"].lower())
            topic = f"{article} {noun} {match['name']}"
        else:
            topic = match["name"]
        if len(text.split()) - len(topic.split()) >= _MORE:
            return topic
    return ""

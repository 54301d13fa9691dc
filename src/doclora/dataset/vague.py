"""Whether a question says enough for a reader of its document to know what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from doclora.dataset import english, lexicon, verbs_en, verbs_es
from doclora.dataset.alone import is_cut_off
from doclora.dataset.asked import Asked
from doclora.dataset.casing import Casing
from doclora.records import Language

_LISTS: Final = {language: lexicon.word_lists(f"vague_{language}") for language in ("en", "es")}
_PERSONS: Final = {language: lexicon.word_lists(language)["persons"] for language in ("en", "es")}
_OFTEN: Final = 6
"""Times that a document names what it is about."""
_COMMON: Final = 2
"""Times that a document says a common noun, from which on one sentence cannot stand for it."""
_QUOTES: Final = ("“", "«")
"""How a heading or label begins that a question quotes."""
_LAID_OUT: Final = frozenset({"table", "across", "figure", "list"})
_FEWEST: Final = 2
_SHORT_MEANING: Final = 12
_STEM: Final = 6
"""Letters by which the forms of a noun are known."""
_NOUN_TOO: Final = lexicon.word_lists("en")["noun_too"]
_WORD = re.compile(r"[^\W\d_]{3,}|\d+|`[^`]+`")
_COMPARED: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:older|newer|earlier|later|larger|smaller|bigger|longer|shorter|higher|lower)\b(?!.*\bthan\b)"
    ),
    "es": re.compile(r"\bmás (?:antigu|nuev|recient|viej|grande|pequeñ|larg|cort|alt|baj)\w*(?!.*\bque\b)"),
}
"""`an older version`: than which, is not said."""
_WONDERS = re.compile(r"\b(?:curious|curiosity|curiosidad|you (?:wonder|want to know)|te preguntas|quieres saber)\b")
_BARE_PAIR = re.compile(
    r"(?:^(?:the|el|la|los|las) \w+ (?:and|y|e) )|(?: (?:and|y|e) (?:the|el|la|los|las) \w+$)|as well as"
)
_HOW_IS = re.compile(r"cómo (?:es|son|era|eran|fue|fueron) (?:el|la|los|las) \w+$")
_OPENS_WITH_VERB = re.compile(
    r"(?:Será|Serán|Es|Son|Fue|Fueron|Está|Están|Puede|Pueden|Debe|Deben|Era|Eran|Tiene|Tienen) "
)
_EXAMPLE = re.compile(r"(?:an?|one|another|un|otro) (?:\w+ )?(?:example|instance|ejemplo)s?(?: (?:of|del?)\b|$)")
_NO_MEANING = re.compile(
    r"(?:an?|one|the|una?|el|la) (?:\w+ )?"
    r"(?:capability|strength|feature|part|goal|successors?|parte|muestra|característica|objetivo|sucesor\w*) "
    r"(?:of|to|del?) |"
    r"(?:an?|un) (?:term|word|name|término|nombre) (?:that|which|que) "
    r"(?:comes|originat|stems|se origina|proviene|viene)|"
    r"\w+ [\w ]{0,40}(?:that|which|que) (?:comes|came|proviene|viene) (?:from|del?)\b"
)
"""What `a core capability of Castro` says of something is not what that is."""
_ADJECTIVE = re.compile(r"[a-z]+ (?:about|to|with|for) ")
"""`curious about how media work`: what somebody is like."""
_COUNTED_WAYS = re.compile(r".*(?:how many|cuánt[oa]s) (?:ways|manners|maneras|formas|modos)\b")
_COUNT = re.compile(
    r"(?:two|three|four|five|six|seven|several|many|dos|tres|cuatro|cinco|seis|siete|varios|varias) (?:\w+$|"
    r"(?:\w+ )?(?:categor|types?|kinds?|groups?|parts?|ways|classes|phases?|stages?|levels?|tipos|clases|grupos|partes|"
    r"formas|maneras|fases|etapas|niveles)\w*(?: \w+)?$)|"
    r"(?:all|los|las|the) (?:two|three|four|five|six|dos|tres|cuatro|cinco|seis) \w+$",
    re.IGNORECASE,
)
"""How many there are, where it is asked which."""
_POINT = re.compile(
    r"\b(?:(?:important|main|key) (?:point|thing|aspect)|(?:punto|aspecto|cosa) (?:importante|principal|clave))\b"
)
_UNNAMED = re.compile(
    r"(?:an?|one|una?) (?:\w+ ){0,2}(?:solution|detail|way|problem|option|approach|idea|step|thing|fact|reason|"
    r"point|implication|observation|consequence|focus|emphasis|concern|challenge|distinction|"
    r"solución|detalle|forma|manera|problema|opción|enfoque|idea|paso|hecho|razón|énfasis|preocupación|reto|"
    r"desafío)$|\w+ as |"
    r"una? (?:\w+ ){0,2}(?:punto|implica\w+|observación|consecuencia|aspecto)(?: \w+)?(?: [ye] .*)?$|"
    r"(?:two|three|four|five|six|several|dos|tres|cuatro|cinco|varios|varias) "
)
"""`an interesting detail`: which, is not said."""
_LINKS = re.compile(
    r"\b(?:on the flip side|at length|in turn|in short|to be sure|for (?:instance|example)|"
    r"as (?:just )?(?:one|an) example|por su parte|a su vez|"
    r"por ejemplo)\b"
)
_NO_PLACE = re.compile(
    r"in (?:the )?(?:accordance|compliance|conformity|writing|person|full|advance|framework|context|form|case|process|"
    r"light|sense|interest|spirit)\b|at (?:an?|the) .*\b(?:breath|moment|time|birth|death|beginning|end)$|"
    r"\w+ly\b|here\w+$"
)
"""`where shall it be held` → in accordance with the bylaws."""
_MANY = re.compile(r"\b(?:many|several|various) things\b|\bmuchas cosas\b|^que si [^,]+$")
"""An answer that says nothing, or only on which condition."""
_HANGING: Final = re.compile("|".join(lexicon.lines("hanging_questions.txt")))
_OF_SUBJECT = re.compile(
    r"(?:what|which|who) (?!do|does|did|is|are|was|were|can|could|should|must|may|might|will|would)"
)
"""`what has bugs` → software: a question that a bare noun answers can be answered by many."""
_DOES = re.compile(
    r"what (?:do|does|did|will|would|can|could|may|might) \S+ do$|what shall .+ do$|"
    r"what (?:will|would|can|could|may|might) the \w+ do$|"
    r"qué (?:hacen?|hará|puede hacer) [^\s`]+$"
)
"""`what will Python do`: on which occasion, is not said."""
_ADDRESS = re.compile(r"\bwww\.|https?:")
_ORDER = re.compile(
    r"(?:Run|Add|Create|Click|Select|Open|Type|Enter|Press|Go to|Choose|Install|Copy|Paste|Save|Execute|Replace|Remove|"
    r"Delete|Crea|Cree|Añad[ae]|Agreg(?:a|ue)|Ejecut[ae]|Abr[ae]|Selecci(?:ona|one)|Instal[ae]|Copi[ae]|Peg(?:a|ue)|"
    r"Guard[ae]|Puls[ae]|Reemplaz[ae]|Reemplace|Elimin[ae]|Haz|Haga|Escrib[ae]|Introduzca|Introduce) "
    r"(?:\*|`|(?:the|an?|your|this|to|in|on|el|la|los|las|una?|tus?|sus?|este|esta|en|al?)\b)"
)
"""A step of a guide says nothing of what it uses."""
_NO_TOPIC = re.compile(
    r"(?:depending|according|based|given|considering|regarding|today|nowadays|now|here|currently|recently|once|then|"
    r"dependiendo|según|dado|hoy|ahora|actualmente|recientemente|hoy en día|"
    r"(?:the rest|el resto) (?:of|del?)|different|diferentes|distint[oa]s|"
    r"(?:an?|una?) (?:first|second|third|further|segund[oa]|tercer[oa]?)|"
    r"(?:new|other|valid|invalid|further|additional|similar|various) \w+$|"
    r"(?:the|la) (?:good|bad|buena|mala|peor) (?:news|noticia|idea|parte)|"
    r"(?:central|essential|critical|crucial|key|integral|important|fundamental|vital|common|basic|core) (?:to|for|in)|"
    r"(?:central|esencial|clave|fundamental|importante|común|básic[oa]) (?:para|en|a))\b|(?:our|nuestr[oa]s?) |"
    r"the (?:most )?\w+ (?:an?|the) [A-Za-z]|\w+s \w+ly \w+ (?:for|to|that|in|on|with|of) ",
    re.IGNORECASE,
)
"""`depending on the angle`, `central to the idea`, `a second drawback`, `tribes typically advocate for`: no names."""
_BY_NUMBER = re.compile(r"\b(?:Listing|Listado|Figure|Figura|Table|Tabla|Cuadro) \d|^(?:We|Podemos|Hemos)\b")
_OF_BARE = re.compile(
    r" (?:of|in) the (?:method|function|class|program|code|application|project|book)$|"
    r" (?:del?|en) (?:la |el )?(?:método|función|clase|programa|código|aplicación|proyecto|libro)$"
)
_IF_VERB = re.compile(
    r"qué (?:ocurre|pasa|sucede) (?:si|cuando|mientras) "
    r"(?:todo|(?:los|las|el) (?:valor|resultado)e?s?|(?:no )?(?P<verb>\w+)) "
)
"""`qué ocurre si retorna None`: what does, is not said."""
_DO = re.compile(r"what do (?!.*\bdo$)")
_NO_ANSWER = re.compile(r"if (?:it|they|so) |(?:We|I|You|They|It|He|She)['’]\w+$")
_BARE_NOUN = re.compile(r"(?:The|An?) [a-z]+")
_TWO_AIMS = re.compile(r" (?:and|y|e) |\b(?:commonly|supuestamente|normalmente)\b")
_SHORTEST_AIM: Final[Mapping[Language, int]] = {"en": 5, "es": 4}
"""Words of a purpose: `to meet specific aims` is none."""
_ANYBODY = re.compile(r"(?:each|every|cada) \w+(?: \w+)?", re.IGNORECASE)
_SHORTENED = re.compile(r"\b(?:let|that|it|there|here|what)['’]s\b", re.IGNORECASE)
_TRAILS = re.compile(r"\b(?:as well|too|also|también|tampoco|asimismo)$")


def is_vague(asked: Asked, language: Language, casing: Casing) -> bool:
    """Whether a question could be about many places of its document, or its answer hangs on another one.

    Args:
        asked: the fact.
        language: of its passage.
        casing: what the document tells about its words.
    """
    if asked.kind in _LAID_OUT:
        return False
    if _hangs(asked, language) or _names_nothing(asked):
        return True
    if asked.kind == "purpose":
        return bool(_TWO_AIMS.search(asked.cores[0].direct)) or len(asked.answer.split()) < _SHORTEST_AIM[language]
    if asked.kind == "heading":
        return _is_no_topic(asked, language, casing)
    return asked.kind == "statement" and _says_too_little(asked, language, casing)


def _hangs(asked: Asked, language: Language) -> bool:
    """Whether a question or its answer leans on something that neither of them says."""
    question, answer = asked.cores[0].direct, asked.answer
    if question.startswith("where ") and _NO_PLACE.match(answer):
        return True
    told = _IF_VERB.match(question)
    verb = verbs_es.finite(told["verb"]) if told and told["verb"] else None
    if told and (not told["verb"] or (verb and not verb.plural and verb.base not in {"haber", "existir"})):
        return True
    if _COUNTED_WAYS.match(question):
        return True
    if _COUNT.match(answer) and asked.kind == "statement" and not re.search(r"how (?:many|long|much)|cuánt", question):
        return True
    if _NO_ANSWER.match(answer) or (_DO.match(question) and _takes_verb(answer)):
        return True
    leans = _COMPARED[language].search(question) or _WONDERS.search(question) or _LINKS.search(question)
    return bool(leans or _HOW_IS.match(question) or _HANGING.match(question) or _TRAILS.search(answer.rstrip(". ")))


def _takes_verb(answer: str) -> bool:
    """Whether an answer begins with the verb that the question took for a noun: `encompasses techniques`."""
    first = answer.split(maxsplit=1)[0].lower()
    verb = verbs_en.finite(first)
    sure = verb is not None and verb.form != "base" and verb.base not in _NOUN_TOO
    return sure and " " in answer and not first.endswith(("ed", "ing"))


def _names_nothing(asked: Asked) -> bool:
    subject, answer = asked.subject, asked.answer
    if asked.kind == "definition" and (
        re.fullmatch(r"\w", subject)
        or _ADJECTIVE.match(answer)
        or _NO_MEANING.match(answer)
        or _is_its_name(subject, answer)
    ):
        return True
    example = _EXAMPLE.match(subject) or _EXAMPLE.match(answer[:1].lower() + answer[1:])
    return bool(
        example
        or _SHORTENED.search(f"{subject} {answer[:8]}")
        or _POINT.search(subject)
        or _ANYBODY.fullmatch(answer)
        or _MANY.search(answer)
    )


def _is_its_name(subject: str, answer: str) -> bool:
    """`one of the main universities of the north`: what the University of Arbeta is, its name says."""
    if len(answer.split()) > _SHORT_MEANING or re.search(r"\b(?:that|which|who|where|que|donde|cuy[oa]s?)\b", answer):
        return False
    one_of = re.match(r"(?:one of the|una? de l[oa]s)\b", answer)
    named = {w[:_STEM] for w in re.findall(r"\w{6,}", subject.lower())}
    return bool(one_of) and any(w[:_STEM] in named for w in re.findall(r"\w{6,}", answer.lower()))


def _is_no_topic(asked: Asked, language: Language, casing: Casing) -> bool:
    """Whether what a whole sentence is asked for by is cut, no name of one thing, or all over the document."""
    subject, answer = asked.subject, asked.answer
    if subject[:1] in _QUOTES:
        return bool(_ADDRESS.search(answer))
    if _ADDRESS.search(answer) or _NO_TOPIC.match(subject) or _OF_BARE.search(subject) or _BY_NUMBER.search(answer):
        return True
    if re.match(rf"{re.escape(subject)} \((?-i:[a-z]+\))", answer, re.IGNORECASE):
        return True
    if re.match(rf"{re.escape(subject)} (?:y|e|o|u|and|or) ", answer, re.IGNORECASE):
        return True
    if is_cut_off(subject, language) or _BARE_PAIR.search(subject) or _UNNAMED.match(subject):
        return True
    if _ORDER.match(answer) or _is_said_in_question(subject, answer):
        return True
    if _OPENS_WITH_VERB.match(answer) or (language == "es" and _has_no_subject(answer, subject)):
        return True
    if language == "en" and re.match(rf"{re.escape(subject)} [a-z]", answer) and english.looks_adjective([subject]):
        return True
    common = _is_bare(subject, language) and casing.lower[subject.split()[-1]] >= _COMMON
    return common or _is_all_over(subject, casing) or _is_anybody(subject, language)


def _is_said_in_question(subject: str, answer: str) -> bool:
    """Whether a topic stands in brackets only, or is all of `simulations are a tool`: a subject and what it is."""
    if re.search(rf"\([^()]*{re.escape(subject)}[^()]*\)", answer, re.IGNORECASE):
        return answer.lower().count(subject.lower()) == 1
    first, _, second = re.sub(r" [ye] ", " and ", subject).partition(" and ")
    being = rf"{re.escape(first)} (?:is|are|was|were|es|son|fue|fueron|era|eran) {re.escape(second)}"
    return bool(second and re.search(being, answer, re.IGNORECASE))


def _says_too_little(asked: Asked, language: Language, casing: Casing) -> bool:
    """Whether a question has, besides its subject, too few words for a reader to know the place."""
    question, subject = asked.cores[0].direct, asked.subject
    if _OF_SUBJECT.match(question):
        if ", because " in question:
            return True
        common = re.fullmatch(r"[^\W\d_]+", asked.answer) and casing(asked.answer).islower()
        if common or _BARE_NOUN.fullmatch(asked.answer) or _is_all_over(asked.answer, casing):
            return True
    if _DOES.match(question):
        return True
    if "said to be" in question or "described" in question:
        return _is_bare(subject, language)
    others = [w for w in content(question, language) if w not in content(subject, language)]
    anybody = _is_anybody(subject, language) or _is_everywhere(subject, others, language, casing)
    return len(others) < _FEWEST and anybody


def _is_bare(subject: str, language: Language) -> bool:
    """Whether a subject is one common noun."""
    return (
        len(content(subject, language)) < _FEWEST and subject == subject.lower() and not re.search(r"[`«“\d_]", subject)
    )


def _is_anybody(subject: str, language: Language) -> bool:
    """`researchers`, `each culture`, `a modern example`: many of them may be meant."""
    words = [w.lower() for w in re.findall(r"\w+", subject)]
    lists = _LISTS[language]
    if not words or len(words) > 3:
        return False
    head = words[-1]
    if words[0] in {"the", "el", "la"}:
        return len(words) > 1 and words[1] in lists["thing"] and words[2:] in ([], ["shown"], ["given"], ["obtained"])
    person = head in _PERSONS[language] or (language == "en" and english.is_person("", head.removesuffix("s")))
    return person or head in lists["anybody"] or words[0] in lists["any"]


def _is_everywhere(subject: str, others: list[str], language: Language, casing: Casing) -> bool:
    """`what does Git use`: a document about Git says that again and again."""
    return _is_all_over(subject, casing) and all(w in _LISTS[language]["little"] for w in others)


def _is_all_over(subject: str, casing: Casing) -> bool:
    """Whether a subject is a name that the document says again and again."""
    words = subject.split()
    return all(w[:1].isupper() for w in words) and min(casing.inner[w] for w in words) >= _OFTEN if words else False


def _has_no_subject(answer: str, subject: str) -> bool:
    """Whether a Spanish sentence begins with its verb, so that it is about something before it."""
    first = re.match(r"\w+", answer)
    verb = verbs_es.finite(first[0]) if first and not subject.startswith("«") else None
    return bool(
        verb and not verb.plural and verb.tense in {"present", "future"} and verb.base not in {"haber", "existir"}
    )


def content(text: str, language: Language) -> list[str]:
    """The telling words of a text, in lower case."""
    small = _LISTS[language]["small"]
    return [w.lower() for w in _WORD.findall(text) if w.lower() not in small]

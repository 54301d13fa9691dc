"""The prompts: one for each kind of figure, in English and Spanish, or a person's own; filled with what is known.

A template may hold `{title}`, `{page}`, `{caption}`, `{text}` (printed inside the figure), `{before}`, `{after}` (what
stands around it). A line whose placeholders are all unknown for a figure is left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from doclora.describe.subjects import Subject
from doclora.descriptions import read_utf8
from doclora.errors import SettingsError
from doclora.records import Language
from doclora.settings import DescribeSettings

PLACEHOLDERS: Final = ("title", "page", "caption", "text", "before", "after")
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")

_TEMPLATES: Final = Path(__file__).parent / "templates"
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")


def templates(settings: DescribeSettings) -> dict[Language, str]:
    """The prompt template in both languages.

    Raises:
        SettingsError: when the person's own is empty or holds a placeholder that does not exist.
        InputError: when it is missing or not UTF-8.
    """
    return {language: _template(settings.template, language, settings.prompt_file) for language in _LANGUAGES}


def _template(kind: str, language: Language, file: Path | None) -> str:
    """The template of that kind and language, or the one in the file."""
    if file is None:
        return "\n".join(read_utf8(_TEMPLATES / language / f"{part}.txt") for part in (kind, "context")).strip()
    text = read_utf8(file, hint="check the name given as --prompt-file").removeprefix("\ufeff").strip()
    if not text:
        raise SettingsError(f"{file}: an empty prompt", hint="write what to ask of each figure into it")
    if unknown := sorted(set(_PLACEHOLDER.findall(text)) - set(PLACEHOLDERS)):
        raise SettingsError(
            f"{file}: no such placeholder: {', '.join(unknown)}",
            hint=f"known: {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}",
        )
    return text


def filled(text: str, subject: Subject) -> str:
    """A template with what is known of a figure; lines about what is not known left out."""
    known = {
        "title": subject.title,
        "page": str(subject.page or ""),
        "caption": subject.caption,
        "text": subject.text,
        "before": subject.before,
        "after": subject.after,
    }
    lines = [line for line in text.splitlines() if _sayable(line, known)]
    return _PLACEHOLDER.sub(lambda match: " ".join(known[match[1]].split()), "\n".join(lines))


def _sayable(line: str, known: dict[str, str]) -> bool:
    names = _PLACEHOLDER.findall(line)
    return not names or any(known[name].strip() for name in names)

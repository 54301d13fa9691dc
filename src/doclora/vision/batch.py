"""Many questions about many images: each answer kept as it comes, so that a run that was stopped goes on."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from pydantic import ValidationError

from doclora.errors import DocloraError, InputError
from doclora.records import Record
from doclora.vision.client import VisionClient
from doclora.vision.images import image_kind
from doclora.workspace import digest_file, locked, write_atomic, writing

JOURNAL: Final = "answers.jsonl"
AS_JSON: Final = "answers.json"
AS_MARKDOWN: Final = "answers.md"
AT_ONCE: Final = 16
GIVE_UP_AFTER: Final = 5
"""Failures in a row after which no more is asked."""


class BatchAnswer(Record):
    """What became of one question about one image.

    Attributes:
        image: the file's name.
        sha256: of the file: an image that changed is asked about again.
        error: why there is no answer; empty when there is one.
    """

    image: str
    sha256: str
    question: str
    response: str = ""
    error: str = ""


@dataclass(frozen=True)
class BatchOutcome:
    """How a batch ended: answers in order of image and question, and how many of them are from earlier."""

    answers: tuple[BatchAnswer, ...]
    reused: int
    asked: int

    @property
    def failed(self) -> list[BatchAnswer]:
        """Those without an answer."""
        return [answer for answer in self.answers if answer.error]


@dataclass(frozen=True)
class _Pair:
    path: Path
    sha256: str
    question: str


def images_in(folder: Path) -> list[Path]:
    """The images of a folder, told by their content, image2 before image10.

    Raises:
        InputError: when there are none.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder", hint="give a folder with images")
    images = [path for path in folder.iterdir() if path.is_file() and _is_image(path)]
    if not images:
        raise InputError(f"{folder}: no images in it", hint="JPG, PNG, BMP, TIFF and GIF are read")
    return sorted(images, key=lambda path: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", path.name)])


def read_questions(path: Path) -> list[str]:
    """One question a line; empty lines and repetitions are left out.

    Raises:
        InputError: when the file cannot be read or holds no question.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}", hint="a UTF-8 text file with one question a line") from None
    questions = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not questions:
        raise InputError(f"{path}: no question in it", hint="write one question a line")
    return questions


def ask_all(
    client: VisionClient,
    images: Sequence[Path],
    questions: Sequence[str],
    out: Path,
    *,
    max_new_tokens: int | None = None,
    advance: Callable[[str], None] = lambda _: None,
) -> BatchOutcome:
    """Ask every question of every image and write `answers.jsonl`, `answers.json` and `answers.md` into `out`.

    Answers that the journal already has are not asked for again. Failed questions are: they stand in the files with
    their reason until then.

    Raises:
        InputError: when an image cannot be read or `out` cannot be written.
    """
    digests = {path: digest_file(path) for path in images}
    pairs = [_Pair(path, digests[path], question) for path in images for question in questions]
    with locked(out):
        known = _read_journal(out / JOURNAL)
        missing = [pair for pair in pairs if _key(pair) not in known]
        for _ in pairs[len(missing) :]:
            advance("from earlier")
        fresh = {_key(answer): answer for answer in _asked(client, missing, out / JOURNAL, max_new_tokens, advance)}
        answers = tuple(known.get(_key(p)) or fresh.get(_key(p)) or _not_asked(p) for p in pairs)
        write_atomic(out / AS_JSON, json.dumps([a.model_dump() for a in answers], ensure_ascii=False, indent=2) + "\n")
        write_atomic(out / AS_MARKDOWN, _markdown(answers))
    return BatchOutcome(answers, reused=len(pairs) - len(missing), asked=len(fresh))


def _asked(
    client: VisionClient,
    pairs: Sequence[_Pair],
    journal: Path,
    max_new_tokens: int | None,
    advance: Callable[[str], None],
) -> Iterator[BatchAnswer]:
    todo, done = SimpleQueue[_Pair | None](), SimpleQueue[BatchAnswer | Exception]()
    for _ in range(min(AT_ONCE, len(pairs))):  # daemons: an interruption does not wait for a slow service
        threading.Thread(target=_work, args=(client, todo, done, max_new_tokens), daemon=True).start()
    waiting, running, failures = iter(pairs), 0, 0
    for pair in islice(waiting, AT_ONCE):
        todo.put(pair)
        running += 1
    while running:
        answer = done.get()
        if isinstance(answer, Exception):
            raise answer
        running -= 1
        failures = failures + 1 if answer.error else 0
        if not answer.error:
            _append(journal, answer)
        advance(answer.image)
        yield answer
        if failures < GIVE_UP_AFTER and (following := next(waiting, None)):
            todo.put(following)
            running += 1
    for _ in range(AT_ONCE):
        todo.put(None)


def _work(
    client: VisionClient,
    todo: SimpleQueue[_Pair | None],
    done: SimpleQueue[BatchAnswer | Exception],
    max_new_tokens: int | None,
) -> None:
    while pair := todo.get():
        try:
            done.put(_ask(client, pair, max_new_tokens))
        except Exception as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
            done.put(error)


def _ask(client: VisionClient, pair: _Pair, max_new_tokens: int | None) -> BatchAnswer:
    kept = {"image": pair.path.name, "sha256": pair.sha256, "question": pair.question}
    try:
        analysis = client.analyze(pair.path, pair.question, max_new_tokens=max_new_tokens)
    except DocloraError as error:
        return BatchAnswer(**kept, error=f"{error.message} ({error.hint})")
    return BatchAnswer(**kept, response=analysis.response)


def _not_asked(pair: _Pair) -> BatchAnswer:
    reason = "not asked: too many questions before it failed"
    return BatchAnswer(image=pair.path.name, sha256=pair.sha256, question=pair.question, error=reason)


def _key(item: _Pair | BatchAnswer) -> tuple[str, str]:
    return item.sha256, item.question


def _append(journal: Path, answer: BatchAnswer) -> None:
    with writing(journal), journal.open("ab") as file:
        file.write(answer.model_dump_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _read_journal(path: Path) -> dict[tuple[str, str], BatchAnswer]:
    """What is already answered. A last line torn by a power cut is cut off, so that the next one starts cleanly."""
    if not path.is_file():
        return {}
    lines = path.read_bytes().splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        write_atomic(path, b"".join(lines := lines[:-1]))
    answers = {}
    for number, line in enumerate(lines, start=1):
        try:
            answer = BatchAnswer.model_validate_json(line)
        except ValidationError:
            raise InputError(
                f"{path}:{number}: not an answer", hint="mend or delete that line, or choose another folder with -o"
            ) from None
        answers[_key(answer)] = answer
    return answers


def _markdown(answers: Iterable[BatchAnswer]) -> str:
    lines, image = ["# Answers"], None
    for answer in answers:
        if answer.image != image:
            image = answer.image
            lines.append(f"## {image}")
        lines.append(f"**{answer.question}**")
        lines.append(f"*No answer: {answer.error}*" if answer.error else answer.response)
    return "\n\n".join(lines) + "\n"


def _is_image(path: Path) -> bool:
    with path.open("rb") as file:
        return image_kind(file.read(32)) is not None

"""Write NOTICE: whose text the starter model was trained on, under which licence, at which commit, how much of it.

python tools/starter/notice.py     # from sources.toml and corpus.json
"""

from __future__ import annotations

import json
from pathlib import Path

from collect import sources

HERE = Path(__file__).parent
HEAD = """doclora

The weights in src/doclora/language/starter were trained on the text named below. None of the text is part of this
repository. Every licence was read in the source's own tree, in the file named; none forbids commercial use or
derivatives. Only prose was kept: no code, tables or images. Megabytes are of cleaned text, English and Spanish.

"""


def main() -> None:
    kept = json.loads((HERE / "corpus.json").read_text("utf-8"))["sources"]
    entries = []
    for source in sources():
        size = {
            tongue: sum(kept.get(source.name, {}).get(f"{part}_{tongue}_bytes", 0) for part in ("train", "heldout"))
            for tongue in ("en", "es")
        }
        entries.append(
            f"https://github.com/{source.repo}\n"
            f"  commit {source.commit}\n"
            f"  {source.licence} (its {source.licence_file}); "
            f"{size['en'] / 1e6:.2f} MB English, {size['es'] / 1e6:.2f} MB Spanish\n"
            + (f"  {source.note}\n" if source.note else "")
        )
    (HERE.parents[1] / "NOTICE").write_text(HEAD + "\n".join(entries), "utf-8")


if __name__ == "__main__":
    main()

"""``python -m ehr_desk.forms FOLDER`` reads every form of a folder and says what is wrong."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ehr_desk.forms.errors import FormError
from ehr_desk.forms.library import FormLibrary
from ehr_desk.forms.phrases import load_phrases
from ehr_desk.forms.register import REGISTER, read_register, register_text


def main(arguments: list[str] | None = None) -> int:
    """Prints one line per form. Returns 0 if all are accepted, else 1."""
    parser = argparse.ArgumentParser(prog="python -m ehr_desk.forms", description="Check the forms in a folder.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--register", action="store_true", help=f"add the versions of these forms to {REGISTER}")
    parser.add_argument("--phrases", type=Path, metavar="FILE", help="check a file of phrases for treatment plans")
    options = parser.parse_args(arguments)
    if options.phrases is not None:
        return _check_phrases(options.phrases)
    if options.folder is None:
        parser.error("name the folder with the forms, or a file with --phrases")
    try:
        library = FormLibrary.load(options.folder, restricted=True, tolerant=True)
    except FormError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    for refusal in library.refused:
        sys.stdout.write(f"REFUSED  {refusal}\n")
    for form in library.all():
        sys.stdout.write(f"ok  {form.id} {form.version}  {form.title}  {form.hash[:12]}\n")
    if options.register and not library.refused:
        path: Path = options.folder / REGISTER
        path.write_text(register_text(read_register(path), library.all()), encoding="utf-8")
    return 1 if library.refused else 0


def _check_phrases(path: Path) -> int:
    try:
        library = load_phrases(path)
    except FormError as error:
        sys.stdout.write(f"REFUSED  {error}\n")
        return 1
    for topic in library.topics:
        sys.stdout.write(f"ok  {topic.id}  {topic.title}  {len(topic.objectives)} objectives\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

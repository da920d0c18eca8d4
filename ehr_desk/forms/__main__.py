"""``python -m ehr_desk.forms FOLDER`` reads every form of a folder and says what is wrong."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ehr_desk.forms.errors import FormError
from ehr_desk.forms.library import FormLibrary
from ehr_desk.forms.phrases import load_phrases
from ehr_desk.forms.register import REGISTER, read_register, register_faults, register_text


def main(arguments: list[str] | None = None) -> int:
    """Prints one line per form. Returns 0 if all are accepted, else 1."""
    parser = argparse.ArgumentParser(prog="python -m ehr_desk.forms", description="Check the forms in a folder.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--register", action="store_true", help=f"add the versions of these forms to {REGISTER}")
    parser.add_argument("--renew", action="store_true", help=f"write {REGISTER} anew: only before the first release")
    parser.add_argument("--check", action="store_true", help=f"say which of these forms {REGISTER} does not know")
    parser.add_argument("--phrases", type=Path, metavar="FILE", help="check a file of phrases for treatment plans")
    options = parser.parse_args(arguments)
    if options.phrases is not None:
        return _check_phrases(options.phrases)
    if options.folder is None:
        parser.error("name the folder with the forms, or a file with --phrases")
    # Sealed forms lie apart and are known apart.
    folders = [one for one in (options.folder, options.folder / "sealed") if one.is_dir()] or [options.folder]
    return max(_folder(one, options) for one in folders)


def _folder(folder: Path, options: argparse.Namespace) -> int:
    path = folder / REGISTER
    try:
        library = FormLibrary.load(folder, restricted=True, tolerant=True, registered=not options.renew)
        known = {} if options.renew else read_register(path)
    except FormError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    for refusal in library.refused:
        sys.stdout.write(f"REFUSED  {refusal}\n")
    for form in library.all():
        sys.stdout.write(f"ok  {form.id} {form.version}  {form.title}  {form.hash[:12]}\n")
    if library.refused:
        return 1
    if options.register or options.renew:
        path.write_text(register_text(known, library.all()), encoding="utf-8")
    elif options.check:
        faults = register_faults(known, library.all())
        sys.stdout.writelines(f"UNKNOWN  {fault}\n" for fault in faults)
        return 1 if faults else 0
    return 0


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

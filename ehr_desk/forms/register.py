"""Which form stood behind which version: ``forms/register.toml`` keeps the hash of every released version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ehr_desk.forms.model import Form
from ehr_desk.forms.table import Source, Table

REGISTER = "register.toml"
Known = Mapping[tuple[str, int], str]


def read_register(path: Path) -> Known:
    """The known hashes by (form id, version); none if there is no such file. Raises ``FormError``."""
    if not path.is_file():
        return {}
    source = Source(path, path.read_text(encoding="utf-8"))
    known: dict[tuple[str, int], str] = {}
    for form_id, versions in source.data.items():
        table: Table = source.table((form_id,), versions, form_id)
        for version in versions:
            if not version.isdecimal():
                table.fail(version, f"{version!r} is not a version.", 'Write lines like 1 = "the hash".')
            known[form_id, int(version)] = table.text(version)
    return known


def register_text(known: Known, forms: Iterable[Form]) -> str:
    """The register with the forms added. A version that is known already keeps its hash."""
    whole = {(form.id, form.version): form.hash for form in forms} | dict(known)
    lines = ["# Hashes of released forms. A changed form needs a new version; old lines stay.\n"]
    before = ""
    for (form_id, version), digest in sorted(whole.items()):
        if form_id != before:
            lines.append(f"\n[{form_id}]\n")
            before = form_id
        lines.append(f'{version} = "{digest}"\n')
    return "".join(lines)


def register_faults(known: Known, forms: Iterable[Form]) -> list[str]:
    """Where a register is not in line with the forms: one it does not know, one that is gone, a version to come."""
    newest = {form.id: form for form in forms}
    found = [
        f"{form.id} {form.version} is not in {REGISTER}."
        for form in newest.values()
        if known.get((form.id, form.version)) != form.hash
    ]
    for form_id, version in known:
        if form_id not in newest:
            found.append(f"{form_id} is in {REGISTER}, and there is no such form.")
        elif version > newest[form_id].version:
            found.append(f"{form_id} {version} is in {REGISTER}, and the form has version {newest[form_id].version}.")
    return sorted(found)

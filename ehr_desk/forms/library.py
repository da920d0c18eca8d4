"""All forms of a clinic: the shipped ones and those a clinic wrote itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ehr_desk.common.errors import OurError
from ehr_desk.forms.errors import FormError
from ehr_desk.forms.loader import load_form
from ehr_desk.forms.model import Form
from ehr_desk.forms.register import REGISTER, Known, read_register


class FormLibrary:
    """Forms by id. ``refused`` names the files that were left out; it is empty unless they were tolerated."""

    def __init__(self, forms: Iterable[Form], refused: Iterable[FormError] = ()) -> None:
        self._forms = {form.id: form for form in forms}
        self.refused = tuple(refused)

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        restricted: bool = False,
        known: Known | None = None,
        tolerant: bool = False,
        registered: bool = True,
    ) -> FormLibrary:
        """Every form in ``folder``, with ``restricted`` those in its folder ``restricted`` too.

        ``known`` maps (id, version) to the hash that was seen before, besides those in ``register.toml``: a
        changed form with an unchanged version is refused. Raises the first :class:`FormError`; where
        ``tolerant`` the refused files are listed in ``refused`` and the others kept, so that one bad file of
        a clinic does not close the record. ``registered = False`` asks no register: it is to be written anew.
        """
        registers: list[Known] = [read_register(folder / REGISTER) if registered else {}, known or {}]
        forms: dict[str, tuple[Form, Path]] = {}
        refused: list[FormError] = []
        content = _Content(folder / "parts")
        for path in _files(folder, restricted):
            try:
                form = _read(path, folder / "parts", content.of(path))
                _check(form, path, registers, forms, restricted)
            except FormError as error:
                if not tolerant:
                    raise
                refused.append(error)
            else:
                forms[form.id] = (form, path)
        for missing in _sources_missing(forms):
            if not tolerant:
                raise missing
            refused.append(missing)
            forms = {form_id: one for form_id, one in forms.items() if one[1] != missing.path}
        return cls((form for form, _ in forms.values()), refused)

    def with_restricted(self, folder: Path, allowed: Collection[str]) -> FormLibrary:
        """This library with those restricted forms of ``folder`` that a clinic switched on; itself where there is none.

        A form that this copy of the program does not carry is left out."""
        found = [form for form in restricted_forms(folder) if form.id in allowed] if allowed else []
        return FormLibrary([*self._forms.values(), *found], self.refused) if found else self

    def get(self, form_id: str) -> Form:
        """The form of this id. Raises :class:`OurError` if there is none."""
        try:
            return self._forms[form_id]
        except KeyError:
            raise OurError(f"there is no form {form_id}") from None

    def __contains__(self, form_id: object) -> bool:
        return form_id in self._forms

    def all(self) -> tuple[Form, ...]:
        """Every form, by title."""
        return tuple(sorted(self._forms.values(), key=lambda form: (form.title.casefold(), form.id)))


def _sources_missing(forms: Mapping[str, tuple[Form, Path]]) -> list[FormError]:
    """Forms that carry an answer from an item which the form that they name does not have. A form that is not there at
    all has no entries: nothing is carried from it."""
    items = {form_id: {item.id for item in form.walk()} for form_id, (form, _) in forms.items()}
    return [
        FormError(
            path,
            1,
            f"{item.id} carries its answer from {source}, and that form has no such item.",
            "Name an item of it in carry_forward, or take carry_forward out.",
        )
        for form, path in forms.values()
        for item in form.walk()
        for source in item.carry_forward
        if (owner := source.partition(".")[0] or form.id) in items and source.partition(".")[2] not in items[owner]
    ]


def restricted_forms(folder: Path) -> tuple[Form, ...]:
    """The forms in the folder ``restricted`` of a folder of forms, by title; none in installers and wheels."""
    return tuple(form for form in FormLibrary.load(folder, restricted=True).all() if form.restricted)


class _Content:
    """Says what a form is made from: its own file and everything it may include."""

    def __init__(self, parts: Path) -> None:
        self._parts = sha256()
        for part in sorted(parts.glob("*.toml")):
            self._parts.update(part.name.encode() + b"\0" + sha256(part.read_bytes()).digest())

    def of(self, path: Path) -> str:
        whole = self._parts.copy()
        with suppress(OSError):
            whole.update(path.read_bytes())
        return whole.hexdigest()


@lru_cache(maxsize=512)
def _read(path: Path, parts: Path, _content: str) -> Form:
    """A form, read once in a process for as long as its file and the parts stay as they are."""
    return load_form(path, parts=parts)


def _files(folder: Path, restricted: bool) -> list[Path]:
    folders = [folder, folder / "restricted"] if restricted else [folder]
    return [path for one in folders for path in sorted(one.glob("*.toml")) if path.name != REGISTER]


def _check(
    form: Form,
    path: Path,
    registers: Iterable[Known],
    forms: Mapping[str, tuple[Form, Path]],
    restricted: bool,
) -> None:
    if form.id in forms:
        raise FormError(
            path, 1, f"the form id {form.id} is used by {forms[form.id][1].name} too.", "Give every form its own id."
        )
    if form.restricted and not restricted:
        raise FormError(path, 1, "a restricted form lies among the free ones.", "Move it into the folder restricted.")
    for register in registers:
        if register.get((form.id, form.version), form.hash) != form.hash:
            raise FormError(
                path,
                1,
                f"version {form.version} of {form.id} was another form before.",
                f"Write version = {form.version + 1}: records keep the form they were written on.",
            )

"""What was appended to a PDF after its last signature: proofs of time and validity only, or anything else?

Certificates, lists of revoked ones and timestamps may follow a signature (EN 319 142-1, 5.4 and 5.5). The rules by
which a change counts as no change of the pages let more through: another title, loose objects, a store of anything.
"""

# pyHanko's rules are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.policies import StandardDiffPolicy
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    GenericFieldModificationRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate

_WRITERS_OWN = frozenset({"/ModDate", "/Producer"})
"""What a program that adds a timestamp may write into the file's own description."""
_XMP_OWN = frozenset({"ModifyDate", "MetadataDate", "Producer"})
_KINDS: dict[str, type[Any]] = {
    "/Certs": x509.Certificate,
    "/Cert": x509.Certificate,
    "/CRLs": crl.CertificateList,
    "/CRL": crl.CertificateList,
    "/OCSPs": ocsp.OCSPResponse,
    "/OCSP": ocsp.OCSPResponse,
}


def first_foreign_update(reader: PdfFileReader, revision: int, stamped: Container[int]) -> int:
    """The first update after ``revision`` that adds something else than timestamps (``stamped``: the updates that made
    one) or what shows that certificates are good; 0 where there is none. Whether it leaves the pages alone is for
    others to say."""
    policy, signed = _policy(), reader.get_historical_resolver(revision)
    for number in range(revision + 1, reader.xrefs.total_revisions):
        new = reader.get_historical_resolver(number)
        try:
            if policy.apply(signed, new).modification_level > ModificationLevel.LTA_UPDATES:
                return number
            if number not in stamped and not _writes_store(new):
                return number
        except Exception:  # Whatever cannot be compared is no proof of anything.
            return number
    return 0


class _SameFacts(DocInfoRule):
    """The description of the file stays, but for who wrote it last and when."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        if _facts(old) != _facts(new):
            raise SuspiciousModification("the description of the file was changed")
        yield from super().apply(old, new)


class _SameWords(MetadataUpdateRule):
    """The same in the metadata stream."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        yield from super().apply(old, new)
        if _words(old) != _words(new):
            raise SuspiciousModification("the metadata were changed")


class _RealProofs(DSSCompareRule):
    """What comes into the store is what it says: certificates, lists, answers."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        for kind, data in _store(new) - _store(old):
            if kind in _KINDS:
                _KINDS[kind].load(data, strict=True).native  # noqa: B018 - reads all of it
        yield from super().apply(old, new)


def _policy() -> StandardDiffPolicy:
    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(ignored_keys=frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata"})),
            _SameFacts().as_qualified(ModificationLevel.LTA_UPDATES),
            _SameWords().as_qualified(ModificationLevel.LTA_UPDATES),
            XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
            ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
            _RealProofs().as_qualified(ModificationLevel.LTA_UPDATES),
        ],
        form_rule=FormUpdatingRule(
            [SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()],
            ignored_acroform_keys=frozenset({"/Fields"}),
        ),
        ignore_orphaned_objects=False,
    )


def _facts(state: HistoricalResolver) -> dict[str, object]:
    info = _under(state.trailer_view, "/Info")
    return {str(key): info[key] for key in info if key not in _WRITERS_OWN}


def _words(state: HistoricalResolver) -> list[tuple[str, str]]:
    """Element and text of all metadata but when they were written and by which program."""
    if "/Metadata" not in state.root:
        return []
    # Past the resolver: it hands out no stream whose length was written anew.
    reference = state.root.get_value_as_reference("/Metadata")
    data = state.reader.get_object(reference, revision=state.revision).data
    tree = ElementTree.fromstring(data)  # noqa: S314 - after the rule's own reading, which takes no entities
    found = [(one.tag, (one.text or "").strip()) for one in tree.iter()]
    found += [(name, said) for one in tree.iter() for name, said in one.attrib.items()]
    return sorted((name, said) for name, said in found if name.rpartition("}")[2] not in _XMP_OWN)


def _store(state: HistoricalResolver) -> frozenset[tuple[str, bytes]]:
    """All that the security store of one state holds: its kind and its bytes; also for which signatures."""
    return frozenset(_held(_under(state.root, "/DSS")))


def _writes_store(state: HistoricalResolver) -> bool:
    """Whether the update that led to this state wrote the security store, be it as it was."""
    written = state.explicit_refs_in_revision()
    held = state.root.get_value_as_reference("/DSS") if "/DSS" in state.root else None
    return held in written


def _held(store: generic.DictionaryObject) -> Iterator[tuple[str, bytes]]:
    for kind in _KINDS:
        if kind in store:
            yield from ((kind, store[kind][at].data) for at in range(len(store[kind])))
    about = _under(store, "/VRI")
    for signature in about:
        yield str(signature), b""
        yield from _held(about[signature])


def _under(holder: generic.DictionaryObject, key: str) -> generic.DictionaryObject:
    if key in holder:
        found = holder[key]
        if isinstance(found, generic.DictionaryObject):
            return found
    return generic.DictionaryObject()

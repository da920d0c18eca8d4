"""Every kind of paper: the bytes it always had, nothing of others on it, sound when signed, short."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.paper import ChartPart, Ordered
from ehr_desk.chart.entries.rows import EntryRow, EntryView, VersionRow
from ehr_desk.documents.kinds.large import enlarge
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.kinds.whole_chart import describe_chart
from ehr_desk.documents.model import Document, Heading, Signatures
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.render import Press
from tests.clinical_forms.filled import FILLED
from tests.documents import baseline
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.bodies import LIBRARY, body, form
from tests.documents.keys import Handle
from tests.documents.samples import AT, LETTERHEAD
from tests.documents.test_paper import Key
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean

OTHERS = "Zimmerwald"
IN_CHART = {
    "note": "dap_note",
    "group note": "group_note",
    "measure": "phq9",
    "medication visit": "medication_visit",
    "consent": "consent",
    "treatment plan": "treatment_plan",
    "plan review": "plan_review",
    "progress summary": "progress_summary",
    "discharge summary": "discharge_summary",
    "aftercare plan": "aftercare_plan",
    "attendance letter": "attendance_letter",
}
KINDS = {
    **IN_CHART,
    "SOAP note": "soap_note",
    "BIRP note": "birp_note",
    "GIRP note": "girp_note",
    "PIRP note": "pirp_note",
    "dual-diagnosis note": "dual_diagnosis_note",
    "family session": "family_session",
    "admission": "admission",
    "assessment": "biopsychosocial",
    "safety plan": "safety_plan",
    "level-of-care review": "level_of_care_change",
}
TAKEN_HOME = tuple(sorted(one.id for one in LIBRARY.all() if one.taken_home))
GOLDEN = {
    "note": "de6c0e9dac5b5ac8cd42e8ddecb302ede8d8c9fc598493d21c48cfad77d663d9",
    "group note": "2f9f4996530d1873ba013824f0a67ff225e7f2ece054dc21c97ab204c887b768",
    "measure": "8d6060a9467a8609ff8387bb5091d6ba753da96c0a7feac5721b83676dc3850a",
    "medication visit": "40dd15c4dcc1135ae895020d6e97b38e912f363b8179cdad3bd0e7eb07573e3e",
    "consent": "fa119a76554cbadaa8bf65c6c2b6e6df5379967ed39043c95d10c6ba0df6cff4",
    "treatment plan": "2f4032010c7535ecefd41767207d341cfc0e1290c1c96296ef9a9a372f0e766d",
    "plan review": "dc4d14cc6ea653b4115176c69665915781833d66a6bf269fe4c02c47b0a5aa7a",
    "progress summary": "d42914db7115067d8d4cd60779aeabd755388ad40b8f35359d54442a241be998",
    "discharge summary": "868b367ddbd813f4b5483b8800a94e0eca23417cdd40163d6ce40561104283a5",
    "aftercare plan": "8596416f1dd37f9a9c455b7497ebdaf44f0fc185a25a2c253f27dd804436cf11",
    "attendance letter": "9eb5e4573149a3b4b91cb75fb4373374f1d7dbfa60ffecba47a723fe5a45c65e",
    "SOAP note": "a893b4596022f3f39cbf0ef8218e61b0785e6352ecb958da78b123c9df3631ac",
    "BIRP note": "79b510857f99882597a18d572b72b524844aa20c6c4dc359da1eb3902824593a",
    "GIRP note": "14941758f6b880aa441c72d4fb6e5b9a19453d23f979c13da1803c688dc8219a",
    "PIRP note": "bcfcafdae62f50920e69b9331345f84e3de93935ce7d17ce4165934e72b6695c",
    "dual-diagnosis note": "8d6124c0386527c72b8a47b1409f349940bb81f9bcfcc5566dda4e57d49a145f",
    "family session": "f26199244f0104aa42916bcfccd836ae77f39a6197c9b045f1fa52c3ab1a4df8",
    "admission": "42d8954cacee50ac5fe7997461edc251426c68ad15e28ec241d5076b93038b66",
    "assessment": "c68051509c5264425cd5dd859873f13497b5e7e2e30ee20cd073d68130daf8da",
    "safety plan": "18bf6d3e351e5e75f589d320fd823291f57361fbcb9f86bd21d58ebf9653fb5f",
    "level-of-care review": "65ae94521decd87c6c799f56c83c44955ff2cc89bf5e5ddaad6708d21f41c4ec",
    "aftercare_plan, large print": "08cedebcf89cb00c34bc1bb939e227d5f4f526713071d65d43f945388fb1080a",
    "safety_plan, large print": "4d90c87f3c083e44a4ccd3f9f123a618343cdbffb04c097f1030fcac6632ded3",
    "relapse_plan, large print": "319db99794f084559b481995e86af16d7d1df7e5b28875167369892899593917",
    "attendance_letter, large print": "a928cab1becfbc96932d904840c704df1d0b89d16201fd2bd84e6afe19228251",
    "consent, large print": "e755886355294ec84b0b65d9e343854558935cba63251dd1dca1fe08602e600b",
    "discharge_summary, large print": "5b7281b31619292605ec1acee3eb84f32c1294db2429c144d7b5383416b6f4ab",
    "treatment_plan, large print": "0465c257d30b9e100bf96de137fb01a5f176fec9e92e115c106f86d3ea242700",
    "whole chart": "1103b19bbe7a4a3a23689fd35fa9ff5fd02d415df2aa3514b74eb689db3124ec",
}
"""SHA-256 of renders, unsigned and uncompressed. Who changes how papers look looks at them and writes the new ones."""


@pytest.fixture(scope="module")
def maker(press: Press) -> PaperMaker:
    return PaperMaker(lambda: LETTERHEAD, press=press, scales=scales_of(LIBRARY.all()))


def chart_of(maker: PaperMaker, count: int, **more: Any) -> Document:
    """A whole chart with so many entries, the forms taking turns."""
    row = ClientRow(
        *("c" * 32, "DEMO-20317", "Vega-Ortiz", "Marisol", "Mari", "she/her"), date(1991, 3, 14), *("",) * 5
    )
    names = sorted(set(IN_CHART.values()))
    parts = [_part(names[at % len(names)], at, **more) for at in range(count)]
    return describe_chart(
        Ordered("D-0117A20317", row, AT),
        parts,
        letterhead=LETTERHEAD,
        maker="Dana Whitlock, LPCC-S",
        notice=maker.notice(),
        compose=maker.compose,
        step=lambda _done: None,
    )


def _part(name: str, at: int, **more: Any) -> ChartPart:
    used, made = form(name), body(name, **more)
    on = date(2026, 1 + at // 28 % 12, 1 + at % 28)
    facts = (used.id, used.title, used.category, on, "10:00", "s", "Dana Whitlock", "LPCC-S", "")
    line = EntryRow("e" * 32, "c" * 32, "", "", *facts, at + 1, 1, "signed", False, "", "")
    return ChartPart(
        EntryView(line, [VersionRow(at + 1, "e" * 32, 1, "original", made, "ab" * 32, b"", "")], []), {at + 1: used}
    )


def _documents(maker: PaperMaker) -> dict[str, Document]:
    made = {kind: maker.describe(body(name), form(name), AT) for kind, name in KINDS.items()}
    for name in TAKEN_HOME:
        made[f"{name}, large print"] = enlarge(maker.describe(body(name), form(name), AT), "Dana Whitlock, LPCC-S")
    return {**made, "whole chart": chart_of(maker, 12)}


ALL = (*KINDS, *(f"{name}, large print" for name in TAKEN_HOME), "whole chart")


@pytest.mark.parametrize("kind", ALL)
def test_every_kind_has_the_bytes_it_always_had_and_is_archival_and_accessible(maker: PaperMaker, kind: str) -> None:
    document = replace(_documents(maker)[kind], facts={})  # Hashes of forms say nothing of the look.
    plain = maker.press.render(document, compress=False)
    assert hashlib.sha256(plain).hexdigest() == GOLDEN[kind]
    pdf = maker.press.render(document)
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []


@pytest.mark.parametrize("kind", ALL)
def test_every_kind_is_sound_when_signed(maker: PaperMaker, author: Handle, tmp_path: Path, kind: str) -> None:
    made = maker.certify(_documents(maker)[kind], Key(author), Key(author))
    assert pdfsig_report(made.pdf, tmp_path).count("Signature is Valid") == 1
    assert qpdf_is_clean(made.pdf, tmp_path)
    assert archival_faults(made.pdf) == []
    assert baseline.faults(made.pdf) == []
    assert OTHERS not in pdf_text(made.pdf, tmp_path)


@pytest.mark.parametrize("name", sorted(FILLED))
def test_an_entry_with_one_answer_has_no_empty_section_and_one_page(maker: PaperMaker, name: str) -> None:
    first = next((item.id for item in form(name).walk() if item.id in FILLED[name] and item.type == "date"), "")
    document = maker.describe(body(name, {first: FILLED[name][first]} if first else {}), form(name), AT)
    levels = [block.level if isinstance(block, Heading) else 9 for block in document.blocks]
    assert not any(here <= 4 and following <= here for here, following in itertools.pairwise(levels))
    assert maker.press.print(document).pages == 1


def test_two_hundred_pages_have_contents_bookmarks_and_progress(maker: PaperMaker) -> None:
    told: list[float] = []
    printed = maker.press.print(chart_of(maker, 170), step=told.append)
    assert printed.pages >= 200
    assert told == sorted(told)
    assert len(told) > 200
    assert told[-1] == 1.0
    assert accessibility_faults(printed.pdf) == []


def test_places_for_addenda_never_make_a_page_of_their_own(maker: PaperMaker) -> None:
    for name in sorted(FILLED):
        document = maker.describe(body(name), form(name), AT)
        bare = [block for block in document.blocks if not isinstance(block, Signatures)]
        assert len(bare) < len(document.blocks)
        pages = maker.press.pages(document)
        printed = maker.press.print(document)
        assert printed.pages <= len(pages)


def test_what_stays_in_the_chart_is_short(maker: PaperMaker) -> None:
    """A note is a page or two; a page costs the vault about ten kilobytes, so that none is given away."""
    pages = {name: maker.press.print(maker.describe(body(name), form(name), AT)).pages for name in FILLED}
    assert pages["group_note"] == pages["phq9"] - 1 == 1
    assert pages["plan_review"] <= 2, "with a place for the client"
    assert max(pages.values()) <= 3

"""What somebody might do to a signed file by an incremental update, which many readers call valid."""

# pyHanko's low-level objects are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def _updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def repainted_page(pdf: bytes) -> bytes:
    """A white rectangle with other words over page 1."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        stream = generic.StreamObject(stream_data=b"q 1 1 1 rg 50 400 400 200 re f Q")
        writer.add_stream_to_page(0, writer.add_object(stream))

    return _updated(pdf, change)


def replaced_text(pdf: bytes) -> bytes:
    """The content of page 1 exchanged."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page, _ = writer.find_page_for_modification(0)
        contents = page.get_object().raw_get("/Contents")
        contents.get_object()._data = b"q Q"
        contents.get_object()._encoded_data = None
        writer.mark_update(contents)

    return _updated(pdf, change)


def annotated(pdf: bytes) -> bytes:
    """A free-text annotation on page 1."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (60, 60, 300, 90)]),
                pdf_name("/Contents"): generic.TextStringObject("Another dose"),
            }
        )
        writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))

    return _updated(pdf, change)


def appended_page(pdf: bytes) -> bytes:
    """A blank page at the end."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        pages_ref = writer.root.raw_get("/Pages")
        pages = pages_ref.get_object()
        page = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Page"),
                pdf_name("/Parent"): pages_ref,
                pdf_name("/MediaBox"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 612, 792)]),
                pdf_name("/Resources"): generic.DictionaryObject(),
            }
        )
        pages["/Kids"].append(writer.add_object(page))
        pages["/Count"] = generic.NumberObject(pages["/Count"] + 1)
        writer.mark_update(pages_ref)
        writer.update_container(pages["/Kids"])

    return _updated(pdf, change)


def painted_place(pdf: bytes, field: str) -> bytes:
    """A made-up block in a signature place, without a signature."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        for at in range(len(writer.root["/AcroForm"]["/Fields"])):
            reference = writer.root["/AcroForm"]["/Fields"].raw_get(at)
            widget = reference.get_object()
            if widget["/T"] == field:
                stream = generic.StreamObject(
                    {
                        pdf_name("/Type"): pdf_name("/XObject"),
                        pdf_name("/Subtype"): pdf_name("/Form"),
                        pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 200, 57)]),
                    },
                    stream_data=b"0 0 0 rg 0 0 100 20 re f",
                )
                widget["/AP"] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(stream)})
                writer.mark_update(reference)

    return _updated(pdf, change)


def filled_in(pdf: bytes, field: str, words: str) -> bytes:
    """Words put into a text field, without a signature."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        for at in range(len(writer.root["/AcroForm"]["/Fields"])):
            reference = writer.root["/AcroForm"]["/Fields"].raw_get(at)
            if reference.get_object()["/T"] == field:
                reference.get_object()["/V"] = generic.TextStringObject(words)
                writer.mark_update(reference)

    return _updated(pdf, change)


def retitled(pdf: bytes) -> bytes:
    """Another title in the description of the file."""
    title = generic.DictionaryObject({pdf_name("/Title"): generic.TextStringObject("Another title")})
    return _updated(pdf, lambda writer: writer.set_info(title))


def stored_junk(pdf: bytes) -> bytes:
    """Anything in the store where certificates belong."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        junk = writer.add_object(generic.StreamObject(stream_data=b"no certificate"))
        store = generic.DictionaryObject({pdf_name("/Certs"): generic.ArrayObject([junk])})
        writer.root[pdf_name("/DSS")] = writer.add_object(store)
        writer.update_root()

    return _updated(pdf, change)


def restyled_fields(pdf: bytes) -> bytes:
    """Another default appearance of the fields."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/DA")] = generic.TextStringObject("/Helv 0 Tf")
        writer.update_container(form)

    return _updated(pdf, change)


def loose_object(pdf: bytes) -> bytes:
    """Bytes that nothing in the file leads to."""
    return _updated(pdf, lambda writer: writer.add_object(generic.StreamObject(stream_data=b"anything")))


def first_revision(pdf: bytes) -> bytes:
    """The file as it was before its last incremental update."""
    marker = b"%%EOF"
    ends = []
    at = pdf.find(marker)
    while at >= 0:
        ends.append(at + len(marker))
        at = pdf.find(marker, at + 1)
    return pdf[: ends[-2]] + b"\n" if len(ends) > 1 else pdf

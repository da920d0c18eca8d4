"""A paper as it is shown and printed: what stands in its places for signatures and addenda drawn into the pages.

In a stored paper these are annotations of its form (ISO 32000-2, 12.5 and 12.7), and what draws pages for the window
and for a printer draws no annotations. So their appearances become part of the pages' own content, in memory only:
what is stored, saved, hashed or signed is never what comes from here. A copy under a passphrase keeps them as stamps
(``protecting``), which every other program draws and reads out.
"""

from __future__ import annotations

from typing import NewType

from ehr_desk.common.errors import UserError

Shown = NewType("Shown", bytes)
"""A paper whose fields are drawn into its pages: for eyes only."""
UNREADABLE, SAVE_IT = "The document cannot be read for printing.", "Save it and print it from another program."
"""What is told where a paper cannot be printed, and what to do."""


def to_view(pdf: bytes) -> Shown:
    """The paper for the window; what cannot be read is left as it is, and never raises. Takes some 15 ms, for a whole
    chart of 150 pages 0.4 s: not on the thread of the window."""
    from ehr_desk.documents.field_drawing import with_fields_drawn  # what writes PDF is loaded with the first paper

    try:
        return Shown(with_fields_drawn(pdf, printing=False))
    except Exception:  # Whatever was done to it: the window says whether it can be shown.
        return Shown(pdf)


def to_print(pdf: bytes) -> Shown:
    """The paper for the printer. Raises ``UserError`` where nobody can say what stands in its fields: without
    signatures and addenda it would be another paper."""
    from ehr_desk.documents.field_drawing import with_fields_drawn

    try:
        return Shown(with_fields_drawn(pdf, printing=True))
    except Exception as error:
        raise UserError(UNREADABLE, SAVE_IT) from error

"""From text as people type it to pieces that can be placed: cleaned, ordered right to left where needed, shaped.

Nothing is ever dropped silently: a character that no font can draw becomes a box that still carries the character when
the text is copied out of the PDF.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ehr_desk.documents.fonts import Face, FontSet, Glyphs
from ehr_desk.documents.theme import Type

# Invisible characters that can only mislead on paper: direction overrides, byte order marks, soft hyphens, tags.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
# Spaces of other widths, pasted from elsewhere: none of them means anything but a space.
_SPACE = re.compile("[\u2000-\u2008\u200a\u205f\u3000]")
# Halves of surrogate pairs and noncharacters: no file may hold them, but that something stood there is shown.
_BROKEN = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|["
    + "".join(f"{chr(0x10000 * p + 0xFFFE)}-{chr(0x10000 * p + 0xFFFF)}" for p in range(1, 17))
    + "]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_OPENING, _CLOSING = "([{\u201c", ")]}\u201d"
_SPACES = " \u2009"
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
_MOST_WORDS = 3_000
_WORDS = re.compile(r"[ \u2009]+|[^ \u2009]+")
_BREAK_INSIDE = re.compile(r"(?<=[^\W\d_]{2}[-/\u2010])(?=[^\W\d_]{3})|(?<=[\u2013\u2014])(?=\w)(?!(?<=\d.)\d)")


def clean(text: str) -> str:
    """The text as it is printed: composed (NFC), without control and hidden characters; line ends are ``\\n``."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _SPACE.sub(" ", _HIDDEN.sub("", text.replace("\t", "    ")))
    return unicodedata.normalize("NFC", _BROKEN.sub("\ufffd", _CONTROL.sub("", text)))


@dataclass(frozen=True, slots=True)
class Piece:
    """Shaped text in one face and one direction. ``rise`` lifts it above the line; ``level`` is its bidi level."""

    text: str
    face: Face
    glyphs: Glyphs
    type: Type
    level: int = 0
    rise: float = 0.0
    box: bool = False

    @property
    def width(self) -> float:
        """The advance in points."""
        return self.glyphs.width * self.type.size / 1000


@dataclass(frozen=True, slots=True)
class Word:
    """Pieces that stay on one line. A ``space`` may vanish at a line end."""

    pieces: tuple[Piece, ...]
    width: float
    space: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one type."""

    text: str
    type: Type
    rise: float = 0.0
    tabular: bool = False


class Shaper:
    """Makes words out of spans with the fonts of one set."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._known: dict[Span, dict[str, tuple[Word, ...]]] = {}
        self._count = 0

    def words(self, spans: tuple[Span, ...], rtl: bool) -> list[Word]:
        """The words of one paragraph (no line ends inside), in logical order."""
        text = spans[0].text if len(spans) == 1 else "".join(span.text for span in spans)
        levels = bidi_levels(text, rtl) if rtl or _RIGHT_TO_LEFT.search(text) else None
        words: list[Word] = []
        start = 0
        for span in spans:
            made = self._plain_words(span) if levels is None else self._ordered_words(span, levels[start:])
            if words and made and not words[-1].space and not made[0].space:
                # A source mark clings to the word before it.
                words[-1] = _word((*words[-1].pieces, *made[0].pieces))
                del made[0]
            words.extend(made)
            start += len(span.text)
        return words

    def _plain_words(self, span: Span) -> list[Word]:
        """Words from left to right; those set before in the same type are not made again."""
        style = Span("", span.type, span.rise, span.tabular)
        known = self._known.get(style)
        if known is None or self._count > _MOST_WORDS:
            if self._count > _MOST_WORDS:
                self._known.clear()
                self._count = 0
            known = self._known[style] = {}
        words: list[Word] = []
        for part in _WORDS.findall(span.text):
            made = known.get(part)
            if made is None:
                space = part[0] in _SPACES
                chunks = [part] if space else [chunk for _, chunk in _chunks(part)]
                made = known[part] = tuple(_word(tuple(self._pieces(each, span, None)), space) for each in chunks)
                self._count += 1
            words += made
        return words

    def _ordered_words(self, span: Span, levels: list[int]) -> list[Word]:
        """Words in a paragraph that runs, or partly runs, from right to left. ``levels``: of the span's characters."""
        words: list[Word] = []
        for match in _WORDS.finditer(span.text):
            part, at = match.group(), match.start()
            space = part[0] in _SPACES
            for offset, chunk in [(0, part)] if space else _chunks(part):
                here = levels[at + offset : at + offset + len(chunk)]
                words.append(_word(tuple(self._pieces(chunk, span, here)), space))
        return words

    def width(self, text: str, type_: Type) -> float:
        """The width of one line of text in points."""
        return sum(word.width for word in self.words((Span(clean(text), type_),), False))

    def split(self, word: Word, room: float) -> tuple[Word, Word] | None:
        """A word cut between two written units so that the first part fits into the room; ``None`` when none fits."""
        used = 0.0
        head: list[Piece] = []
        for number, piece in enumerate(word.pieces):
            if used + piece.width <= room:
                used += piece.width
                head.append(piece)
                continue
            first, second = self._cut(piece, room - used)
            head.extend(first)
            rest = (*second, *word.pieces[number + 1 :])
            if not head:
                return None
            return _word(tuple(head)), _word(rest)
        return None

    def _cut(self, piece: Piece, room: float) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        units = list(clusters(piece.text))
        count = 0
        low, high = 0, len(units)
        while low < high:
            middle = (low + high + 1) // 2
            if self._reshape(piece, "".join(units[:middle])).width <= room:
                low = middle
            else:
                high = middle - 1
        count = low
        if count == 0:
            return (), (piece,)
        if count >= len(units):
            return (piece,), ()
        return (self._reshape(piece, "".join(units[:count])),), (self._reshape(piece, "".join(units[count:])),)

    def _reshape(self, piece: Piece, text: str) -> Piece:
        if piece.box:
            return piece
        glyphs = piece.face.shape(text, rtl=bool(piece.level % 2))
        return Piece(text, piece.face, glyphs, piece.type, piece.level, piece.rise)

    def _pieces(self, text: str, span: Span, levels: list[int] | None) -> Iterator[Piece]:
        weight = span.type.weight
        base = self._fonts.base(weight)
        if levels is None and (base.has_shaped(text, tabular=span.tabular) or base.covers(text)):
            yield Piece(text, base, base.shape(text, tabular=span.tabular), span.type, 0, span.rise)
            return
        for run, face, level in self._runs(text, span, levels):
            if face is None:
                box_face, box = self._fonts.box(weight)
                yield Piece(run, box_face, box, span.type, level, span.rise, box=True)
            else:
                glyphs = face.shape(run, rtl=bool(level % 2), tabular=span.tabular)
                yield Piece(run, face, glyphs, span.type, level, span.rise)

    def _runs(self, text: str, span: Span, levels: list[int] | None) -> Iterator[tuple[str, Face | None, int]]:
        """Stretches of one face and one level; a box stands alone."""
        run, run_face, run_level, at = "", None, 0, 0
        for unit in clusters(text):
            level = levels[at] if levels else 0
            at += len(unit)
            for part, face in self._faces(unit, span):
                if run and (face is not run_face or level != run_level or face is None):
                    yield run, run_face, run_level
                    run = ""
                run, run_face, run_level = run + part, face, level
        if run:
            yield run, run_face, run_level

    def _faces(self, unit: str, span: Span) -> list[tuple[str, Face | None]]:
        face = self._fonts.find(unit, span.type.weight)
        if face is not None or len(unit) == 1:
            return [(unit, face)]
        # No font has the character together with all its marks: set what there is, box what is not.
        found = [(c, self._fonts.find(c, span.type.weight)) for c in unit if c not in _JOINERS]
        return found or [(unit, None)]


def has_all(fonts: FontSet, text: str) -> bool:
    """Whether no box stands for a letter of a cleaned text."""
    seen = (part for unit in clusters(text) for part in unit if not (part.isspace() or part in _JOINERS))
    return all(fonts.find(part, "regular") is not None for part in frozenset(seen))


def _word(pieces: tuple[Piece, ...], space: bool = False) -> Word:
    return Word(pieces, sum([piece.width for piece in pieces]), space)


def _chunks(word: str) -> list[tuple[int, str]]:
    """Where a compound may break: after hyphens, slashes and dashes between letters, never inside numbers or dates."""
    cuts = [0, *(match.start() for match in _BREAK_INSIDE.finditer(word)), len(word)]
    return [(start, word[start:end]) for start, end in pairwise(cuts) if end > start]


def clusters(text: str) -> Iterator[str]:
    """Written units: a character with its marks, joined emoji, flags."""
    unit = ""
    for character in text:
        if unit and not _joins(unit, character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _joins(unit: str, character: str) -> bool:
    if unit.endswith("\u200d") and ord(unit[0]) > 0x2000:
        return True
    code = ord(character)
    if 0x1F1E6 <= code <= 0x1F1FF:
        return len(unit) == 1 and 0x1F1E6 <= ord(unit) <= 0x1F1FF
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character in "\u200c\u200d"
        or 0x1F3FB <= code <= 0x1F3FF
    )


def is_rtl(text: str) -> bool:
    """Whether a paragraph as a whole reads from right to left.

    Documents are English, so a name in Arabic does not turn an English sentence round even when it stands first; a text
    written in a right-to-left script does, with a few Latin words in it.
    """
    if text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return False
    kinds = [unicodedata.bidirectional(character) for character in text]
    right = sum(kind in ("R", "AL") for kind in kinds)
    return right > 2 * kinds.count("L")


def bidi_levels(text: str, rtl: bool) -> list[int]:
    """The embedding level of every character (UAX #9 without explicit marks, which :func:`clean` removed)."""
    from bidi import algorithm

    kept = [at for at, c in enumerate(text) if unicodedata.bidirectional(c) != "BN"]
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = (1, "R") if rtl else (0, "L")
    algorithm.get_embedding_levels("".join(_with_direction(text[at]) for at in kept), storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage, False)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    levels = [int(rtl)] * len(text)
    for at, entry in zip(kept, storage["chars"], strict=True):
        levels[at] = entry["level"]
    for at, character in enumerate(text):
        if at and unicodedata.bidirectional(character) == "BN":
            levels[at] = levels[at - 1]
    return _with_brackets(text, levels, int(rtl))


def _with_direction(character: str) -> str:
    """The character, or for an unassigned one a letter of the direction its block is reserved for."""
    if unicodedata.bidirectional(character):
        return character
    return "\u05d0" if _RIGHT_TO_LEFT.match(character) else "a"


def _with_brackets(text: str, levels: list[int], base: int) -> list[int]:
    """Give both brackets of a pair the same direction (rule N0, which python-bidi leaves out)."""
    open_at: list[int] = []
    for at, character in enumerate(text):
        if character in _OPENING:
            open_at.append(at)
        elif character in _CLOSING and open_at:
            start = open_at.pop()
            if levels[start] == levels[at]:
                continue
            inside = {
                levels[i] % 2 for i in range(start + 1, at) if unicodedata.bidirectional(text[i]) in ("L", "R", "AL")
            }
            before = next(
                (levels[i] for i in range(start - 1, -1, -1) if unicodedata.bidirectional(text[i]) in ("L", "R", "AL")),
                base,
            )
            same = base if base % 2 in inside or not inside else before
            levels[start] = levels[at] = same
    return levels


def visual_order(pieces: list[Piece], base: int) -> list[Piece]:
    """The pieces of one line from left to right (rule L2)."""
    if not base and not any(piece.level for piece in pieces):
        return pieces
    ordered = list(pieces)
    for level in range(max(piece.level for piece in pieces), 0, -1):
        start: int | None = None
        for at, piece in enumerate([*ordered, None]):
            if piece is not None and piece.level >= level:
                start = at if start is None else start
            elif start is not None:
                ordered[start:at] = reversed(ordered[start:at])
                start = None
    return ordered

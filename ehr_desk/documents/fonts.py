"""The fonts of the paper floor: found by name, opened when first needed, shaped and cut down by HarfBuzz.

Source Sans 3 sets everything it has glyphs for; what it lacks is looked up in the other fonts of the folder.
A :class:`FontSet` may live as long as the program; it only ever grows, and what it returns does not depend on what was
asked before, so the same document always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import uharfbuzz as hb

from ehr_desk.common.errors import UserError
from ehr_desk.documents.theme import Weight

_BASE: dict[Weight, str] = {
    "regular": "SourceSans3-Regular.ttf",
    "italic": "SourceSans3-Italic.ttf",
    "semibold": "SourceSans3-SemiBold.ttf",
    "bold": "SourceSans3-Bold.ttf",
}
_EMOJI = "NotoEmoji-Regular.ttf"
_BOX = 0x25A1
_DROPPED_TABLES = (
    "BASE",
    "DSIG",
    "GDEF",
    "GPOS",
    "GSUB",
    "OS/2",
    "STAT",
    "VORG",
    "cmap",
    "gasp",
    "name",
    "post",
    "vhea",
    "vmtx",
)


@dataclass(frozen=True, eq=False, slots=True)
class Glyphs:
    """Shaped text: one entry per glyph in visual order; measures in thousandths of the font size.

    ``clusters`` holds, for each glyph, the index of the first character it stands for. ``codes`` are the glyphs as a
    PDF shows them, or ``None`` when some stand off their line by an amount that depends on the size. ``texts`` is what
    each glyph stands for; ``each_its_own`` says that no two glyphs stand for the same characters.
    """

    ids: tuple[int, ...]
    advances: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    clusters: tuple[int, ...]
    width: int
    codes: str | None
    texts: tuple[str, ...]
    each_its_own: bool


@dataclass(frozen=True)
class Program:
    """A font cut down to some glyphs: as it is, packed by zlib, and the mark that its name carries in a file."""

    data: bytes
    packed: bytes
    mark: str


class Face:
    """One font file. Cheap to make; the file is opened at first use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self._font: hb.Font | None = None
        self._shaped: dict[tuple[str, bool, bool], Glyphs] = {}
        self._advances: dict[int, int] = {}
        self._programs: dict[frozenset[int], Program] = {}
        self._everyday: frozenset[int] | None = None

    @property
    def font(self) -> hb.Font:
        """The HarfBuzz font, scaled to 1000 units."""
        if self._font is None:
            face = hb.Face(hb.Blob.from_file_path(str(self.path)))
            self._font = hb.Font(face)
            self._font.scale = (1000, 1000)
        return self._font

    def glyph(self, character: int) -> int:
        """The glyph of a code point, 0 when the font has none."""
        return self.font.get_nominal_glyph(character) or 0

    def covers(self, text: str) -> bool:
        """Whether every visible character of the text has a glyph here."""
        return all(self.glyph(ord(c)) or ord(c) in _INVISIBLE for c in text)

    @property
    def base(self) -> bool:
        """Whether this is one of the faces that set everything they can."""
        return self.name.startswith("SourceSans3")

    def has_shaped(self, text: str, *, tabular: bool = False) -> bool:
        """Whether this left-to-right text was set before; then the face covers it."""
        return (text, False, tabular) in self._shaped

    def shape(self, text: str, *, rtl: bool = False, tabular: bool = False) -> Glyphs:
        """Glyphs of a text in one direction. ``tabular`` asks for figures of equal width."""
        key = (text, rtl, tabular)
        known = self._shaped.get(key)
        if known is None:
            if len(self._shaped) > _CACHE_LIMIT:
                self._shaped.clear()
            known = self._shaped[key] = self._shape(text, rtl, tabular)
        return known

    def _shape(self, text: str, rtl: bool, tabular: bool) -> Glyphs:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        # Ligatures of Latin letters would make copied text depend on the reader; what a script needs is not "liga".
        features = {"liga": False, "dlig": False} if self.base else {}
        if tabular:
            features = {**features, "tnum": True}
        hb.shape(self.font, buffer, features)
        ids, advances, offsets, clusters = [], [], [], []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            ids.append(info.codepoint)
            advances.append(position.x_advance)
            off = position.x_offset, position.y_offset
            offsets.append(off if any(off) else _IN_PLACE)
            clusters.append(info.cluster)
        lifted = any(dy for _, dy in offsets)
        codes = None if lifted else self._codes(ids, advances, offsets)
        ends = dict(pairwise(sorted({*clusters, len(text)})))
        return Glyphs(
            tuple(ids),
            tuple(advances),
            tuple(offsets),
            tuple(clusters),
            sum(advances),
            codes,
            tuple([text[at : ends[at]] for at in clusters]),
            len(ends) == len(ids),
        )

    def _codes(self, ids: list[int], advances: list[int], offsets: list[tuple[int, int]]) -> str:
        """Glyph numbers in hexadecimal with the shifts that kerning and marks need between them."""
        parts: list[str] = []
        for glyph, advance, (dx, _) in zip(ids, advances, offsets, strict=True):
            rest = self.advance(glyph) - advance + dx
            parts.append(f"{-dx} <{glyph:04X}>" if dx else f"<{glyph:04X}>")
            parts.append(f"{rest} " if rest else "")
        return "".join(parts).replace("><", "")

    def advance(self, glyph: int) -> int:
        """The advance width of a glyph in thousandths."""
        known = self._advances.get(glyph)
        if known is None:
            known = self._advances[glyph] = int(self.font.get_glyph_h_advance(glyph))
        return known

    def metrics(self) -> dict[str, float]:
        """Ascent, descent, cap height and bounding box for the font descriptor, in thousandths."""
        face = self.font.face
        head = bytes(face.reference_table("head").data)
        scale = 1000 / face.upem
        box = [int.from_bytes(head[at : at + 2], "big", signed=True) * scale for at in (36, 38, 40, 42)]
        extents = self.font.get_font_extents("ltr")
        italic = -11.0 if "Italic" in self.name else 0.0
        names = ("left", "bottom", "right", "top")
        values = {name: float(round(part)) for name, part in zip(names, box, strict=True)}
        return values | {"ascent": extents.ascender, "descent": extents.descender, "italic": italic}

    def everyday(self) -> frozenset[int]:
        """The glyphs that English papers use; cutting the font down to these every time makes most cuts alike."""
        if self._everyday is None:
            words = (self._shape(text, False, tabular) for text, tabular in ((_EVERYDAY, False), (_FIGURES, True)))
            self._everyday = frozenset(glyph for shaped in words for glyph in shaped.ids if glyph)
        return self._everyday

    def program(self, glyphs: frozenset[int]) -> Program:
        """The font with these glyphs only; the last few cuts are kept."""
        known = self._programs.get(glyphs)
        if known is None:
            data = self.subset(set(glyphs))
            mark = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
            known = Program(data, zlib.compress(data, _PACKING), mark)
            if len(self._programs) >= _MOST_PROGRAMS:
                self._programs.clear()
            self._programs[glyphs] = known
        return known

    def subset(self, glyphs: set[int]) -> bytes:
        """A TrueType file with these glyphs only, under their old numbers."""
        wanted = hb.SubsetInput()
        chosen = wanted.glyph_set
        chosen.add(0)
        for glyph in sorted(glyphs):
            chosen.add(glyph)
        for tag in _DROPPED_TABLES:
            wanted.drop_table_tag_set.add(int.from_bytes(tag.encode(), "big"))
        flags = hb.SubsetFlags
        wanted.flags = flags.RETAIN_GIDS | flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING | flags.NOTDEF_OUTLINE
        return bytes(hb.subset(self.font.face, wanted).blob.data)


_EVERYDAY = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0\u202f\u00b7\u2022\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2192\u2212\u00a7\u00e9"
)
_FIGURES = "0123456789"
_PACKING = 6
_MOST_PROGRAMS = 4
_CACHE_LIMIT = 1_500
"""Words kept by each face; what was printed shall not fill the memory, nor stay in it for long."""
_IN_PLACE = (0, 0)
_INVISIBLE = frozenset({0x200C, 0x200D, *range(0xFE00, 0xFE10)})


class FontSet:
    """The fonts of a folder, which holds four faces of Source Sans 3 and any number of fallback ``Noto*.ttf`` files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._base: dict[Weight, Face] = {}
        self._fallback: tuple[Face, ...] | None = None
        self._found: dict[str, Face | None] = {}

    def base(self, weight: Weight) -> Face:
        """The face that sets everything it can. Raises ``UserError`` when the font file is missing."""
        face = self._base.get(weight)
        if face is None:
            path = self._folder / _BASE[weight]
            if not path.is_file():
                raise UserError(f"The font file {path.name} is missing.", "Install the program again.")
            face = self._base[weight] = Face(path)
        return face

    def find(self, cluster: str, weight: Weight) -> Face | None:
        """The face for one written unit (a character with its marks), or ``None`` when no font has it."""
        base = self.base(weight)
        as_picture = "\ufe0f" in cluster
        if not as_picture and base.covers(cluster):
            return base
        if cluster not in self._found:
            if len(self._found) > _CACHE_LIMIT:
                self._found.clear()
            self._found[cluster] = self._search(cluster, as_picture)
        found = self._found[cluster]
        return base if found is None and base.covers(cluster) else found

    def box(self, weight: Weight) -> tuple[Face, Glyphs]:
        """The replacement box and the face it is taken from."""
        face = self.base(weight)
        return face, face.shape(chr(_BOX))

    def _search(self, cluster: str, as_picture: bool) -> Face | None:
        faces = self._fallbacks()
        if as_picture or ord(cluster[0]) >= 0x1F000:
            faces = tuple(sorted(faces, key=lambda face: face.path.name != _EMOJI))
        return next((face for face in faces if face.covers(cluster)), None)

    def _fallbacks(self) -> tuple[Face, ...]:
        if self._fallback is None:
            others = sorted(path for path in self._folder.glob("Noto*.ttf") if path.name != _EMOJI)
            others = [path for path in others if not path.stem.endswith(("Bold", "Italic"))]
            emoji = self._folder / _EMOJI
            self._fallback = tuple(Face(path) for path in (*others, *([emoji] if emoji.is_file() else [])))
        return self._fallback

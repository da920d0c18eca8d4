"""Small drawings that the style sheet needs by address (ticks, arrows), put into Qt's resource tree from memory.

A style sheet can name a picture only by file or resource address. Writing files per theme would leave
litter, so the three tables of a Qt resource (names, tree, data; format version 1) are built here.
"""

from __future__ import annotations

import struct
import weakref
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import qRegisterResourceData, qUnregisterResourceData

_VERSION = 1
_FOLDER = 2


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Glyphs:
    """A registered set; ``address(name)`` is what a style sheet writes. Keep it alive while it is in use."""

    folder: str
    tree: bytes
    names: bytes
    data: bytes

    def address(self, name: str) -> str:
        """The resource address of a drawing."""
        return f":/{self.folder}/{name}.svg"

    def remove(self) -> None:
        """Take the drawings out of the resource tree."""
        qUnregisterResourceData(_VERSION, self.tree, self.names, self.data)


def _hash(name: str) -> int:
    """The name hash of Qt's resource tree (entries of a folder are sorted by it)."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value


def _name_record(name: str) -> bytes:
    return struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")


def build(folder: str, drawings: Mapping[str, str]) -> Glyphs:
    """Lay out the three tables for one folder of SVG drawings (name without ending -> text)."""
    ordered = sorted(drawings, key=lambda name: _hash(f"{name}.svg"))
    names = bytearray(_name_record(folder))
    data = bytearray()
    files = bytearray()
    for name in ordered:
        content = drawings[name].encode()
        files += struct.pack(">IHHHI", len(names), 0, 0, 1, len(data))
        names += _name_record(f"{name}.svg")
        data += struct.pack(">I", len(content)) + content
    root = struct.pack(">IHII", 0, _FOLDER, 1, 1)
    child = struct.pack(">IHII", 0, _FOLDER, len(ordered), 2)
    return Glyphs(folder, root + child + bytes(files), bytes(names), bytes(data))


def register(folder: str, drawings: Mapping[str, str]) -> Glyphs:
    """Build and register a folder of drawings."""
    made = build(folder, drawings)
    qRegisterResourceData(_VERSION, made.tree, made.names, made.data)
    # Qt reads the tables where they lie. The finalizer holds them, so they are never gone before they are taken out,
    # even where a theme is dropped without being closed.
    weakref.finalize(made, qUnregisterResourceData, _VERSION, made.tree, made.names, made.data)
    return made

"""The code printed on a paper: document number and a short hash of its attached record, to be typed or scanned.

``4QJ0-9ZKM-...``: Crockford's base 32 (no I, L, O, U; small letters and the usual misreadings are understood) with his
check character (modulo 37), in groups of four. It says nothing about anybody and is no address of anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ehr_desk.common.errors import UserError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK = _ALPHABET + "*~$=U"
_DOCUMENT = re.compile(r"D-([0-9A-F]{1,12})")
_DATA = 19
"""Characters before the check character: 4 bits for the length of the number, 48 for the number, 43 of the hash."""
_HASH_BITS = 5 * _DATA - 52
_MISREAD = str.maketrans("OILoil", "011011")


@dataclass(frozen=True)
class PaperCode:
    """What a code says. ``short_hash`` is the beginning of a SHA-256 as a number of 43 bits."""

    document_id: str
    short_hash: int

    def fits(self, sha256: str) -> bool:
        """Whether a SHA-256 (hexadecimal) begins as the code says."""
        return _shortened(sha256) == self.short_hash


def paper_code(document_id: str, sha256: str) -> str:
    """The code of a document; empty for a number that no stored paper has (a draft).

    ``sha256``: hexadecimal, of the canonical JSON record attached to the paper.
    """
    found = _DOCUMENT.fullmatch(document_id)
    if found is None:
        return ""
    number = (len(found[1]) << 48 | int(found[1], 16)) << _HASH_BITS | _shortened(sha256)
    digits = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DATA)))
    text = digits + _CHECK[number % 37]
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def parse_code(typed: str) -> PaperCode:
    """A code as it was typed. Raises ``UserError`` when it is none or has a slip in it."""
    text = re.sub(r"[\s\-\u2010-\u2015]", "", typed).translate(_MISREAD).upper()
    if len(text) != _DATA + 1:
        raise UserError(
            f"A paper's code has {_DATA + 1} characters; this has {len(text)}.", "Type it as it stands on the paper."
        )
    try:
        number = 0
        for character in text[:-1]:
            number = number << 5 | _ALPHABET.index(character)
        right = _CHECK.index(text[-1]) == number % 37
    except ValueError:
        right = False
    length = number >> _HASH_BITS + 48
    if not right or not 1 <= length <= 12:
        raise UserError("This code has a slip in it.", "Compare it with the paper, character by character.")
    identifier = number >> _HASH_BITS & (1 << 48) - 1
    return PaperCode(f"D-{identifier:0{length}X}", number & (1 << _HASH_BITS) - 1)


def _shortened(sha256: str) -> int:
    return int(sha256, 16) >> 256 - _HASH_BITS

"""The Merkle tree of the audit log (RFC 9162 section 2, the tree of RFC 6962), SHA-256.

Appending needs only the frontier: the roots of the perfect subtrees, one per set bit of the size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """Hash of one entry: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The state needed to append: O(log n) hashes, largest subtree first."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ValueError("the frontier does not fit the size")

    @staticmethod
    def from_bytes(size: int, data: bytes) -> Frontier:
        """The inverse of :meth:`to_bytes`; ``ValueError`` when it does not fit ``size``."""
        return Frontier(size, [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)])

    def to_bytes(self) -> bytes:
        """All peaks, one after the other."""
        return b"".join(self.peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        joins = (~self.size & (self.size + 1)).bit_length() - 1  # trailing ones of the size
        for _ in range(joins):
            leaf = node_hash(self.peaks.pop(), leaf)
        self.peaks.append(leaf)
        self.size += 1

    def append_missing(self, size: int) -> None:
        """Put a place holder (32 zero bytes, no entry's hash) for every lost entry up to ``size``."""
        while self.size < size:
            self.append(bytes(HASH_BYTES))

    def root(self) -> bytes:
        """The tree's root; of the empty tree SHA-256 of nothing."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

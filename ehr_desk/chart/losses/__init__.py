"""Signed entries that a damaged record lost: the audit log still names each of them."""

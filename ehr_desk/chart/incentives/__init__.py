"""Contingency management: the ledger of incentives that were earned and paid out."""

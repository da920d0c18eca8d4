"""Papers: the list, the preview, handing out, the ledger."""

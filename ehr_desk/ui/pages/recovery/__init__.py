"""The recovery code: opening the record and giving somebody a new passphrase."""

"""Sealed notes: SUD counseling notes and psychotherapy notes, apart from the rest of the record."""

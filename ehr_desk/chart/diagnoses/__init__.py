"""Diagnoses: what is on the record since when, and the ICD-10-CM table they are coded from."""

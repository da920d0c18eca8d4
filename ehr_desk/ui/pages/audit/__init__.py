"""The audit log of the whole record, and what waits for a supervisor's eye."""

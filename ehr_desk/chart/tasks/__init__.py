"""What waits to be done: computed from the record, stored nowhere."""

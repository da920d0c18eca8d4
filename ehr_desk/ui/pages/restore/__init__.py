"""After a loss, before the desk: a record made of a backup, or of what can still be read of a damaged one."""

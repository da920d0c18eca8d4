"""The backup page: what there is, making one, trying one out, restoring one."""

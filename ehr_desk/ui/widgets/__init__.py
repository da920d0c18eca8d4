"""Small parts that know no services: they are handed plain data and call back through signals."""

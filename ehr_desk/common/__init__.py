"""What every floor may use: clock, ids, errors, paths, canonical text. Pure Python."""

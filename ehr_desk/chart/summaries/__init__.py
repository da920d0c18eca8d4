"""Progress summaries, discharge summaries and aftercare plans, assembled from the record."""

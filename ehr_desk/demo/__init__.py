"""The demonstration clinic: invented people, believable courses, built through the desk like any other record."""

from tests.ui.pages.chart.fixtures import built_clinic, client, clinic, desk, sit, window

__all__ = ["built_clinic", "client", "clinic", "desk", "sit", "window"]

from tests.ui.pages.chart.fixtures import built_clinic, client, clinic, desk, sit, window
from tests.ui.shell.fixtures import preferences, sit_at

__all__ = ["built_clinic", "client", "clinic", "desk", "preferences", "sit", "sit_at", "window"]

from tests.ui.shell.fixtures import built_clinic, clinic, preferences, sit, sit_at

__all__ = ["built_clinic", "clinic", "preferences", "sit", "sit_at"]

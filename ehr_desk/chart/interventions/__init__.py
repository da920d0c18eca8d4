"""What was delivered: interventions of signed notes, and the logs that clients keep."""

"""What was delivered: interventions and incentives of signed notes, and the logs that clients keep."""

"""What each person reads first, and what supervisors read."""

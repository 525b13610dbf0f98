"""What the six main jobs ask of a person: `make effort`."""

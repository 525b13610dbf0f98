"""The country of ten years in a PostgreSQL database of its own, and its pages on the clock."""

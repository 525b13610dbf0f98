"""Forms of the teaching: they check the shape and hand plain values to the services."""

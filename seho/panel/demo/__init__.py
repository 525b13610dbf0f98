"""Demonstration data: invented people with the surname Demo, written through the program's own services."""

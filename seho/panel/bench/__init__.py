"""Measures: a database of a known size, the main pages asked many times, figures and their ratio. Never a test."""

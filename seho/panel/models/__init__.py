"""What the panel keeps: figures that were computed, and the views that people saved."""

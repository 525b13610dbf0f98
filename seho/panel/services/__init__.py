"""What the panel writes: figures that are kept, views that people save, files that they asked for."""

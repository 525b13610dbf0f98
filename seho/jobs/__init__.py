"""Long work in the background: who asked for it, how far it is, and how it ended."""

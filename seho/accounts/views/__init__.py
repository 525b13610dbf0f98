"""Pages under cuentas/: one's own account, people and their posts, and who read what."""

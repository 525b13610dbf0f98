"""What the panel keeps: figures that were computed, and the views that people saved."""

from seho.panel.models.snapshots import Snapshot

__all__ = ["Snapshot"]

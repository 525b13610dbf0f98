"""What the panel keeps: figures that were computed, and the views that people saved."""

from seho.panel.models.exports import Export
from seho.panel.models.snapshots import KeptSigns, Snapshot
from seho.panel.models.views import SavedView

__all__ = ["Export", "KeptSigns", "SavedView", "Snapshot"]

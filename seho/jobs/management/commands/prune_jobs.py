"""Removes old entries of the queue. The jobs themselves stay: they tell who asked for what."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

KEPT = timedelta(days=14)


class Command(BaseCommand):
    help = "Quita de la cola las tareas de hace más de 14 días. Los trabajos se conservan."

    def handle(self, *args: Any, **options: Any) -> None:
        # Those that a killed process left as running too: their job was queued again under another entry.
        old = DBTaskResult.objects.filter(enqueued_at__lt=timezone.now() - KEPT)
        removed, _ = old.exclude(pk__in=DBTaskResult.objects.ready().values("pk")).delete()
        self.stdout.write(f"Tareas quitadas: {removed}.")

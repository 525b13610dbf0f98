"""How far a job is."""

from django.db.models import TextChoices


class JobState(TextChoices):
    WAITING = "WAITING", "En espera"
    RUNNING = "RUNNING", "En curso"
    DONE = "DONE", "Terminado"
    STOPPED = "STOPPED", "Interrumpido"

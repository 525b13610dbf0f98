"""Measure photos of 12 megapixels on the real server, over the demonstration's data."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from patients.models import Episode
from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.panel.bench.photos import THREADS, WORKERS, Visitor, measure, server, told
from seho.panel.demo.places import PASSWORD


class Command(BaseCommand):
    help = "Mide cuánto tarda una foto de 12 megapíxeles en el servidor de verdad, y si otra página la espera."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--teacher", default="docente@demo.test")
        parser.add_argument("--reader", default="coordinadora@demo.test")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SEHO_DEMO:
            raise CommandError("Se mide sobre los datos de demostración (SEHO_DEMO=1, load_demo).")
        posts = Membership.objects.filter(user__email=options["teacher"], role=Role.TEACHER, seho__isnull=False)
        post = posts.first()
        episode = Episode.objects.filter(seho=post.seho_id, ends_on=None).first() if post else None
        if episode is None:
            raise CommandError("Falta la demostración: ejecute «manage.py load_demo».")
        upload = reverse("attendance:work_upload", args=[episode.patient_id])
        self.stdout.write(f"gunicorn: {WORKERS} procesos de {THREADS} hilos.\n")
        with server() as (address, pid):
            sender, reader = (Visitor(address, options[one], PASSWORD) for one in ("teacher", "reader"))
            result = measure(sender, reader, upload, reverse("attendance:today"), pid=pid)
        self.stdout.write(told(result))

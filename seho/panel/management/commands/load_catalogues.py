from typing import Any

from django.core.management.base import BaseCommand

from attendance.loading import load_activities
from seho.curriculum.loading import load_curriculum
from seho.network.loading import load_offices_and_hospitals


class Command(BaseCommand):
    help = "Carga los catálogos del programa: DRE, UGEL, hospitales, currículo, calendarios nacionales y actividades."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_offices_and_hospitals() | load_curriculum() | load_activities()
        self.stdout.write("Catálogos cargados:")
        for what, number in counts.items():
            self.stdout.write(f"  {number:>4} {what}")

"""The first person of a new installation; everyone else is invited on the pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from seho.accounts import letters, services
from seho.accounts.enums import Role
from seho.clock import today


class Command(BaseCommand):
    help = "Crea la cuenta de quien administra el programa y escribe el enlace para definir su contraseña."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("correo")
        parser.add_argument("nombres")
        parser.add_argument("apellidos")

    def handle(self, *args: Any, correo: str, nombres: str, apellidos: str, **options: Any) -> None:
        try:
            membership = services.invite(
                by=None,
                email=correo,
                given_names=nombres,
                surnames=apellidos,
                role=Role.ADMIN,
                unit=None,
                starts_on=today(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{membership.user} administra ahora el programa.")
        if not membership.user.has_usable_password():
            self.stdout.write(f"Defina la contraseña aquí: {letters.set_password_link(membership.user)}")

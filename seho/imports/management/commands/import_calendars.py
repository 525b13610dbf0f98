from seho.imports.enums import Catalogue
from seho.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa los calendarios escolares y sus periodos."
    catalogue = Catalogue.CALENDARS

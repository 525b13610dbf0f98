from seho.imports.enums import Catalogue
from seho.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa los establecimientos de salud (RENIPRESS)."
    catalogue = Catalogue.HOSPITALS

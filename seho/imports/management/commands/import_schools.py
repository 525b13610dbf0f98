from seho.imports.enums import Catalogue
from seho.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa el padrón de instituciones educativas (ESCALE)."
    catalogue = Catalogue.SCHOOLS

from seho.imports.enums import Catalogue
from seho.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa las competencias y capacidades del CNEB."
    catalogue = Catalogue.COMPETENCIES

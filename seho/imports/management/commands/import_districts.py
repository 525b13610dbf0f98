from seho.imports.enums import Catalogue
from seho.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa los distritos, con sus códigos de INEI, RENIEC y SUNAT."
    catalogue = Catalogue.DISTRICTS

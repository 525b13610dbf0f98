"""The shapes of the official codes (domain: SIAGIE, ESCALE, RENIPRESS, INEI)."""

from django.core.validators import RegexValidator

office_code = RegexValidator(r"\A[0-9]{6}\Z", "Escriba los 6 dígitos del código de la DRE o UGEL.")
ubigeo_code = RegexValidator(r"\A[0-9]{6}\Z", "Escriba los 6 dígitos del ubigeo del INEI.")
district_code = RegexValidator(r"\A[0-9]{6}\Z", "Escriba los 6 dígitos del código del distrito, con sus ceros.")
ipress_code = RegexValidator(r"\A[0-9]{8}\Z", "Escriba los 8 dígitos del código RENIPRESS, con sus ceros.")
modular_code = RegexValidator(r"\A[0-9]{7}\Z", "Escriba los 7 dígitos del código modular, con sus ceros.")
annex_code = RegexValidator(r"\A[0-9]\Z", "Escriba un solo dígito: 0 es la sede principal.")
local_code = RegexValidator(r"\A[0-9]{6}\Z", "Escriba los 6 dígitos del código de local.")

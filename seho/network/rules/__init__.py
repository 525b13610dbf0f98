"""The rules of the network: what a service needs, how long an agreement holds, and the words of places."""

from seho.network.rules.sehos import AGREEMENT_WARNING_DAYS, AgreementTerm, agreement_term, seho_problems
from seho.network.rules.words import (
    DEPARTMENTS,
    SCHOOL_LEVELS,
    SEARCH_TEXT_LENGTH,
    district_search_text,
    hospital_search_text,
    place_name,
    school_query_words,
    school_search_text,
)

__all__ = [
    "AGREEMENT_WARNING_DAYS",
    "DEPARTMENTS",
    "SCHOOL_LEVELS",
    "SEARCH_TEXT_LENGTH",
    "AgreementTerm",
    "agreement_term",
    "district_search_text",
    "hospital_search_text",
    "place_name",
    "school_query_words",
    "school_search_text",
    "seho_problems",
]

"""Where the service happens: offices, hospitals, schools, services, agreements and learning spaces."""

from seho.network.models.offices import Region, Ugel
from seho.network.models.places import Hospital, School
from seho.network.models.sehos import Agreement, LearningSpace, Seho

__all__ = ["Agreement", "Hospital", "LearningSpace", "Region", "School", "Seho", "Ugel"]

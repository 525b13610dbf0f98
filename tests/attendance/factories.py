"""The teaching of the tests. Everything hangs on one episode; states are traits.

PlanVersionFactory(plan__episode=episode, in_force=True, goals=[competency])
SessionFactory(seho=episode.seho, pupils=[episode])         # with a participation for each
WorkFactory(episode=episode)                                # with a real small photo in the store
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from io import BytesIO

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image, ImageDraw

from attendance.enums import (
    AbsenceReason,
    AchievementLevel,
    NotEvaluatedReason,
    PlanState,
    SessionKind,
    SessionModality,
)
from attendance.models import (
    Assessment,
    Participation,
    Plan,
    PlanCompetency,
    PlanVersion,
    Session,
    Work,
    WorkFile,
)
from attendance.services import keep_file
from seho.network.enums import SpaceKind

USER = "tests.accounts.factories.UserFactory"
EPISODE = "tests.patients.factories.EpisodeFactory"
COMPETENCY = "tests.curriculum.factories.CompetencyFactory"


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan
        django_get_or_create = ("episode",)

    episode = factory.SubFactory(EPISODE)
    created_by = factory.SubFactory(USER)


class PlanVersionFactory(DjangoModelFactory):
    """A complete draft; `in_force` and `superseded` are its later states. `goals=[...]` are its competencies."""

    class Meta:
        model = PlanVersion
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    number = factory.LazyAttribute(lambda version: version.plan.versions.count() + 1)
    purpose = "Leer textos cortos y resolver problemas con cantidades de su vida diaria."
    curricular_adaptations = "Sesiones de 30 minutos con pausas; material con letra grande."
    assessment_adaptations = "Respuestas orales y evidencias en fotos."
    socioemotional_support = "Conversación inicial sobre cómo se siente."
    schedule = "Lunes a viernes, 10:00, aula en sala cama"
    created_by = factory.SubFactory(USER)

    class Params:
        in_force = factory.Trait(
            state=PlanState.IN_FORCE,
            in_force_from=factory.LazyAttribute(lambda v: v.plan.episode.starts_on + timedelta(days=2)),
        )
        superseded = factory.Trait(
            state=PlanState.SUPERSEDED,
            in_force_from=factory.LazyAttribute(lambda v: v.plan.episode.starts_on),
            in_force_until=factory.LazyAttribute(lambda v: v.plan.episode.starts_on + timedelta(days=2)),
        )
        bare = factory.Trait(purpose="", curricular_adaptations="", assessment_adaptations="")
        agreed = factory.Trait(
            school_agreements="Prioriza lectura y cantidad.",
            agreed_with="Docente de Aula, Prueba",
            agreed_on=factory.LazyAttribute(lambda v: v.plan.episode.starts_on + timedelta(days=1)),
        )

    @factory.post_generation
    def goals(self, create, extracted, **kwargs):
        for order, competency in enumerate(extracted or (), start=1):
            PlanCompetencyFactory(plan_version=self, competency=competency, order=order)


class PlanCompetencyFactory(DjangoModelFactory):
    class Meta:
        model = PlanCompetency

    plan_version = factory.SubFactory(PlanVersionFactory)
    competency = factory.SubFactory(COMPETENCY)
    purpose = "Lee un cuento corto y cuenta de qué trata."
    criteria = "Responde tres preguntas sobre el texto."


class SessionFactory(DjangoModelFactory):
    """A learning session of 45 minutes at the bedside; `pupils=[episode, ...]` took part in it."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    seho = factory.SubFactory("tests.network.factories.SehoFactory")
    held_on = date(2026, 4, 3)
    minutes = 45
    kind = SessionKind.LEARNING
    space = SpaceKind.BEDSIDE
    modality = SessionModality.IN_PERSON
    created_by = factory.SubFactory(USER)

    class Params:
        cancelled = factory.Trait(
            cancelled_at=factory.LazyFunction(timezone.now),
            cancelled_by=factory.SelfAttribute("created_by"),
            cancelled_reason="Se registró por error",
        )

    @factory.post_generation
    def professionals(self, create, extracted, **kwargs):
        self.professionals.set(extracted if extracted is not None else [self.created_by])

    @factory.post_generation
    def pupils(self, create, extracted, **kwargs):
        for episode in extracted or ():
            ParticipationFactory(session=self, episode=episode, **kwargs)


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    episode = factory.SubFactory(EPISODE)
    session = factory.SubFactory(SessionFactory, seho=factory.SelfAttribute("..episode.seho"))

    class Params:
        missed = factory.Trait(attended=False, absence_reason=AbsenceReason.PROCEDURE)


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    episode = factory.SubFactory(EPISODE)
    competency = factory.SubFactory(COMPETENCY)
    level = AchievementLevel.A
    conclusion = "Comprende lo que lee y explica con sus palabras."
    assessed_on = date(2026, 5, 10)
    assessed_by = factory.SubFactory(USER)

    class Params:
        not_evaluated = factory.Trait(
            level=AchievementLevel.NOT_EVALUATED,
            not_evaluated_reason=NotEvaluatedReason.NO_EVIDENCE,
            conclusion="",
        )


class WorkFactory(DjangoModelFactory):
    """A work with one real photo; `files=0` makes none, `files=3` three different ones."""

    class Meta:
        model = Work
        skip_postgeneration_save = True

    episode = factory.SubFactory(EPISODE)
    title = "El mercado de mi barrio"
    made_on = date(2026, 4, 3)
    created_by = factory.SubFactory(USER)

    class Params:
        removed = factory.Trait(
            removed_at=factory.LazyFunction(timezone.now), removed_by=factory.SelfAttribute("created_by")
        )

    @factory.post_generation
    def files(self, create, extracted, **kwargs):
        for order in range(1, (1 if extracted is None else extracted) + 1):
            kept = keep_file(SimpleUploadedFile(f"trabajo-{order}.jpg", small_photo(order)))
            WorkFile.objects.create(work=self, order=order, **vars(kept))


@cache
def small_photo(seed: int = 1, *, width: int = 120, height: int = 90) -> bytes:
    """A JPEG of a drawing; another `seed` is another drawing."""
    picture = Image.new("RGB", (width, height), "white")
    pencil = ImageDraw.Draw(picture)
    pencil.rectangle((10, 10, 10 + 9 * (seed % 10), 60), fill=(11, 93, 102))
    pencil.ellipse((60, 20, 110, 70), fill=((seed * 53) % 256, 155, 27))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()

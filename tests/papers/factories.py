"""Content of papers, plainly synthetic, in the sizes that matter: usual, rich, endless, empty."""

import io
from datetime import date, timedelta
from typing import Any

from PIL import Image, ImageDraw

from seho.papers import certificates, content

CODE = "7Q3MK0ZP4XW9T1HB6VNC2RDA8EYF"
SITE = "https://seho.demo.example"


def mark(number: str = "012-2026-SEHO-DEMO", code: str = CODE) -> content.IssueMark:
    return content.IssueMark(
        number=number,
        code=code,
        verify_url=f"{SITE}/verificar/{code}/",
        verify_page=f"{SITE.removeprefix('https://')}/verificar",
        issued_on=date(2026, 6, 12),
    )


def letterhead(**changes: Any) -> content.Letterhead:
    facts: dict[str, Any] = {
        "seho_name": "Servicio Educativo Hospitalario «Demo Arequipa»",
        "seho_code": "SEHO-DEMO-001",
        "ugel": "UGEL Arequipa Norte",
        "region": "Gerencia Regional de Educación de Arequipa",
        "place": "Arequipa",
        "decade_name": "Decenio de la Igualdad de Oportunidades para Mujeres y Hombres",
        "year_name": "Año de la Esperanza y el Fortalecimiento de la Democracia",
    }
    return content.Letterhead(**facts | changes)


def pupil(**changes: Any) -> content.Pupil:
    facts: dict[str, Any] = {
        "full_name": "Demo Quispe, Ana Lucía",
        "document_label": "DNI",
        "document_number": "00000017",
        "level": "Educación Primaria",
        "school_grade": "3.º grado",
        "section": "B",
        "school_name": "IE N.° 40999 «Demostración»",
        "school_code": "0999999-0",
        "school_ugel": "UGEL Arequipa Sur",
    }
    return content.Pupil(**facts | changes)


def permanence(**changes: Any) -> content.Permanence:
    facts: dict[str, Any] = {
        "starts_on": date(2026, 3, 5),
        "ends_on": date(2026, 6, 9),
        "days": 97,
        "accumulated_days": 104,
        "window": "año escolar 2026",
        "sessions_attended": 61,
        "minutes": 2_790,
        "modality": "Hospitalaria, presencial",
    }
    return content.Permanence(**facts | changes)


def signatures(count: int = 2) -> tuple[content.Signature, ...]:
    people = (
        content.Signature(name="Rosa Demo Huamán", post="Coordinadora educativa"),
        content.Signature(name="Luis Alberto Demo Ccori", post="Docente del SEHO"),
        content.Signature(name="Carmen Demo Ñahui", post="Psicóloga del SEHO"),
    )
    return people[:count]


def addressee(**changes: Any) -> content.Addressee:
    facts = {"name": "Marta Demo Salas", "post": "Directora", "school_name": "IE N.° 40999 «Demostración»"}
    return content.Addressee(**facts | changes)


def recognition() -> content.Recognition:
    return content.Recognition(
        sentences=(
            (
                "Reconocer y certificar la calificación de las competencias evaluadas que contiene el "
                "informe de progreso, y registrarla en el SIAGIE."
            ),
            "Evaluar las áreas pendientes según la norma vigente, con la adecuación curricular requerida.",
        ),
        article="art. 13.5, de 91 a más días",
    )


def _common(**changes: Any) -> dict[str, Any]:
    return {
        "letterhead": letterhead(),
        "pupil": pupil(),
        "permanence": permanence(),
        "mark": mark(),
        "signatures": signatures(),
    } | changes


def constancy(**changes: Any) -> content.Constancy:
    facts = {"areas": ("Comunicación", "Matemática", "Personal Social"), "signatures": signatures(1)}
    return content.Constancy(**_common(**facts | changes))


def work(number: int = 1, **changes: Any) -> content.WorkItem:
    facts: dict[str, Any] = {
        "title": f"Mi cuento sobre el río, parte {number}",
        "made_on": date(2026, 3, 9) + timedelta(days=4 * number),
        "area": "Comunicación",
        "competency": "9. Escribe diversos tipos de textos en su lengua materna",
        "pupil_words": "Escribí sobre el río de mi abuela. Me gustó inventar al pez que sabe leer.",
        "images": (f"work-{number}",),
        "image_description": "Hoja con un dibujo de un río y un texto a mano",
    }
    return content.WorkItem(**facts | changes)


def portfolio(works: int = 3, **changes: Any) -> content.Portfolio:
    facts = {"works": tuple(work(number + 1) for number in range(works))}
    return content.Portfolio(**_common(**facts | changes))


COMPETENCIES = (
    ("Personal Social", 1, "Construye su identidad"),
    ("Personal Social", 16, "Convive y participa democráticamente en la búsqueda del bien común"),
    ("Personal Social", 17, "Construye interpretaciones históricas"),
    ("Personal Social", 18, "Gestiona responsablemente el espacio y el ambiente"),
    ("Personal Social", 19, "Gestiona responsablemente los recursos económicos"),
    ("Educación Física", 2, "Se desenvuelve de manera autónoma a través de su motricidad"),
    ("Educación Física", 3, "Asume una vida saludable"),
    ("Educación Física", 4, "Interactúa a través de sus habilidades sociomotrices"),
    ("Arte y Cultura", 5, "Aprecia de manera crítica manifestaciones artístico-culturales"),
    ("Arte y Cultura", 6, "Crea proyectos desde los lenguajes artísticos"),
    ("Comunicación", 7, "Se comunica oralmente en su lengua materna"),
    ("Comunicación", 8, "Lee diversos tipos de textos escritos en su lengua materna"),
    ("Comunicación", 9, "Escribe diversos tipos de textos en su lengua materna"),
    ("Castellano como segunda lengua", 10, "Se comunica oralmente en castellano como segunda lengua"),
    (
        "Castellano como segunda lengua",
        11,
        "Lee diversos tipos de textos escritos en castellano como segunda lengua",
    ),
    (
        "Castellano como segunda lengua",
        12,
        "Escribe diversos tipos de textos en castellano como segunda lengua",
    ),
    ("Inglés como lengua extranjera", 13, "Se comunica oralmente en inglés como lengua extranjera"),
    (
        "Inglés como lengua extranjera",
        14,
        "Lee diversos tipos de textos escritos en inglés como lengua extranjera",
    ),
    (
        "Inglés como lengua extranjera",
        15,
        "Escribe diversos tipos de textos en inglés como lengua extranjera",
    ),
    ("Ciencia y Tecnología", 20, "Indaga mediante métodos científicos para construir sus conocimientos"),
    (
        "Ciencia y Tecnología",
        21,
        (
            "Explica el mundo físico basándose en conocimientos sobre los seres vivos, materia y energía, "
            "biodiversidad, Tierra y universo"
        ),
    ),
    (
        "Ciencia y Tecnología",
        22,
        "Diseña y construye soluciones tecnológicas para resolver problemas de su entorno",
    ),
    ("Matemática", 23, "Resuelve problemas de cantidad"),
    ("Matemática", 24, "Resuelve problemas de regularidad, equivalencia y cambio"),
    ("Matemática", 25, "Resuelve problemas de gestión de datos e incertidumbre"),
    ("Matemática", 26, "Resuelve problemas de forma, movimiento y localización"),
    ("Educación para el Trabajo", 27, "Gestiona proyectos de emprendimiento económico o social"),
    ("Competencias transversales", 28, "Se desenvuelve en los entornos virtuales generados por las TIC"),
    ("Competencias transversales", 29, "Gestiona su aprendizaje de manera autónoma"),
    (
        "Educación Religiosa",
        30,
        (
            "Construye su identidad como persona humana, amada por Dios, digna, libre y trascendente, "
            "comprendiendo la doctrina de su propia religión, abierto al diálogo con las que le son cercanas"
        ),
    ),
    (
        "Educación Religiosa",
        31,
        (
            "Asume la experiencia del encuentro personal y comunitario con Dios en su proyecto de vida en "
            "coherencia con su creencia religiosa"
        ),
    ),
)
CONCLUSION = (
    "Lee cuentos y notas breves, dice de qué tratan y explica por qué lo cree con ejemplos del texto. "
    "Le falta comparar lo que lee con otros textos; se recomienda darle tiempo y lecturas de su interés."
)


def line(number: int = 8, **changes: Any) -> content.ProgressLine:
    area, number, name = next(row for row in COMPETENCIES if row[1] == number)
    facts: dict[str, Any] = {
        "area": area,
        "competency_number": number,
        "competency": name,
        "level": "A",
        "conclusion": CONCLUSION,
        "sessions": 4,
        "works": (proof(), proof(None, title="Ficha de lectura 3")),
    }
    return content.ProgressLine(**facts | changes)


def not_evaluated(number: int) -> content.ProgressLine:
    return line(number, evaluated=False, level=None, conclusion="", sessions=0, works=())


def pending(number: int) -> content.ProgressLine:
    return line(number, worked=False, evaluated=False, level=None, conclusion="", sessions=0, works=())


def lines() -> tuple[content.ProgressLine, ...]:
    """Seven evaluated, one worked but not evaluated, the rest of the areas pending."""
    worked = (
        line(16, level="AD"),
        line(7),
        line(8),
        line(9, level="B"),
        line(23, level="C"),
        line(26),
        line(20),
        not_evaluated(21),
    )
    return worked + tuple(pending(number) for number in (1, 17, 18, 19, 24, 25, 22))


def progress_report(**changes: Any) -> content.ProgressReport:
    facts: dict[str, Any] = {
        "addressee": addressee(),
        "with_levels": True,
        "period": "I bimestre y parte del II bimestre de 2026",
        "background": "El plan educativo personalizado se acordó con el docente tutor el 9 de marzo de 2026.",
        "lines": lines(),
        "conclusions": "Avanzó en Comunicación y necesita más tiempo en problemas de cantidad.",
        "socioemotional": "Se relaciona con confianza y pide ayuda cuando la necesita.",
        "recommendations": (
            "Retomar los problemas de cantidad con material concreto durante las primeras cuatro semanas.",
            "Considerar pausas breves y la entrega de tareas en más de un día.",
        ),
        "recognition": recognition(),
        "signatures": signatures(3),
    }
    return content.ProgressReport(**_common(**facts | changes))


def goal(number: int = 8) -> content.PlanGoal:
    area, number, name = next(row for row in COMPETENCIES if row[1] == number)
    return content.PlanGoal(
        area=area,
        competency_number=number,
        competency=name,
        purpose="Leer textos breves de su interés y contar de qué tratan y qué opina de ellos.",
        evidence="Ficha de lectura y relato oral grabado",
        criteria="Ubica información que está en distintas partes del texto; explica el tema y el propósito.",
    )


def education_plan(**changes: Any) -> content.EducationPlan:
    facts: dict[str, Any] = {
        "version": "2, del 12 de mayo de 2026",
        "starts_on": date(2026, 3, 9),
        "ends_on": date(2026, 6, 9),
        "situation": "Según su docente tutor, trabaja con autonomía. Habla castellano y entiende quechua.",
        "special_needs": "Requiere letra grande y más tiempo para escribir.",
        "goals": tuple(goal(number) for number in (16, 7, 8, 9, 23, 26, 20)),
        "curricular_adaptations": (
            "Se priorizan textos breves y problemas con números hasta el 500.",
            "Las actividades se dividen en pasos de quince a veinte minutos.",
        ),
        "evaluation_adaptations": ("Las respuestas se reciben de manera oral cuando la escritura la cansa.",),
        "schedule": (
            content.PlanSlot(
                days="Lunes, miércoles y viernes",
                hours="09:00 a 10:00 h",
                space="Aula multifuncional",
                activity="Comunicación y Matemática",
            ),
            content.PlanSlot(
                days="Martes y jueves",
                hours="15:30 a 16:15 h",
                space="Aula en sala cama",
                activity="Proyecto «El río»",
            ),
        ),
        "resources": "Cuadernos de trabajo, regletas y una tableta del servicio.",
        "support": "Una sesión semanal de tutoría y un espacio de escucha con la psicóloga.",
        "agreed_with": "Luis Demo Rojas, docente tutor",
        "agreed_on": date(2026, 3, 9),
        "agreements": ("La IE envía cada quincena las experiencias de aprendizaje del aula.",),
    }
    facts["signatures"] = signatures(2)
    return content.EducationPlan(**_without_stay(**facts | changes))


def packet_note(**changes: Any) -> content.PacketNote:
    facts = {"addressee": addressee(), "recognition": recognition(), "signatures": signatures(1)}
    return content.PacketNote(**_common(**facts | changes))


def official_communication(**changes: Any) -> content.OfficialCommunication:
    facts = {
        "addressee": addressee(),
        "registered_on": date(2026, 3, 5),
        "state_letter": "c",
        "state_words": "Ausente – con SEHO hospitalario",
        "copies": ("UGEL Arequipa Sur",),
        "signatures": signatures(1),
    }
    return content.OfficialCommunication(**_without_stay(**facts | changes))


def participation(**changes: Any) -> content.ParticipationConstancy:
    facts = {
        "dates": tuple(date(2026, 3, 3) + timedelta(days=7 * number // 2) for number in range(14)),
        "minutes": 630,
        "modality": "en sala de espera, presencial",
        "areas": ("Comunicación", "Matemática"),
        "signatures": signatures(1),
    }
    return content.ParticipationConstancy(**_without_stay(**facts | changes))


def return_report(**changes: Any) -> content.ReturnReport:
    return content.ReturnReport(**_of_the_return(**changes))


def family_return_report(**changes: Any) -> content.FamilyReturnReport:
    facts = {"addressee": content.Addressee(name="Luisa Quispe Demo", post="madre"), "signatures": signatures(1)}
    return content.FamilyReturnReport(**_of_the_return(**facts | changes))


def _of_the_return(**changes: Any) -> dict[str, Any]:
    facts = {
        "addressee": addressee(),
        "learning_situation": "Lee textos breves y explica por qué. Necesita más tiempo en problemas de cantidad.",
        "socioemotional_situation": "Pide ayuda cuando la necesita. Le preocupa ponerse al día.",
        "recommendations": (
            "Retomar los problemas de cantidad con material concreto durante las primeras cuatro semanas.",
            "Considerar pausas breves y la entrega de tareas en más de un día.",
        ),
        "told_on": date(2026, 6, 9),
        "returns_on": date(2026, 6, 16),
        "signatures": signatures(3),
    }
    return _common(**facts | changes)


def _without_stay(**changes: Any) -> dict[str, Any]:
    facts = _common(**changes)
    del facts["permanence"]
    return facts


def class_work(*numbers: int, **changes: Any) -> content.ClassWork:
    facts: dict[str, Any] = {
        "told_on": date(2026, 5, 4),
        "told_by": "Luis Demo Rojas, docente tutor",
        "period": "II bimestre",
        "topics": "Textos instructivos y fracciones.\nProyecto «Nuestra huerta».",
        "assessments": "Con una exposición, la última semana de mayo.",
        "competencies": tuple(
            content.ClassCompetency(area=area, number=number, name=name)
            for area, number, name in COMPETENCIES
            if number in numbers
        ),
    }
    return content.ClassWork(**facts | changes)


def proof(number: int | None = 3, **changes: Any) -> content.WorkProof:
    facts: dict[str, Any] = {"title": "Mi cuento sobre el río", "made_on": date(2026, 5, 12), "number": number}
    return content.WorkProof(**facts | changes)


def photo(seed: int = 1, size: tuple[int, int] = (1200, 900), quality: int = 80) -> bytes:
    """A JPEG the size of a thumbnail, different for each seed."""
    picture = Image.effect_noise((size[0] // 6, size[1] // 6), 40).resize(size).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((80, 80, size[0] - 80, size[1] - 80), outline=(20, 80, 92), width=12)
    draw.ellipse((100 + 40 * seed, 160, 420 + 40 * seed, 480), fill=(240, 180, 30))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def photos(count: int) -> dict[str, bytes]:
    return {f"work-{number}": photo(number) for number in range(1, count + 1)}


def volunteering(**changes: Any) -> certificates.VolunteeringCertificate:
    facts: dict[str, Any] = {"registry_number": "RV-0007"}
    return certificates.VolunteeringCertificate(**_helper(**facts | changes))


def practice(**changes: Any) -> certificates.PracticeCertificate:
    facts: dict[str, Any] = {"training_center": "Universidad de Demostración", "career": "Educación Primaria"}
    return certificates.PracticeCertificate(**_helper(**facts | changes))


def _helper(**changes: Any) -> dict[str, Any]:
    return {
        "letterhead": letterhead(),
        "mark": mark(),
        "signatures": signatures(1),
        "holder_name": "Demo Flores, Valeria Ñusta",
        "document_number": "00000023",
        "starts_on": date(2026, 3, 2),
        "ends_on": date(2026, 6, 7),
        "minutes": 2_610,
        "weeks": 14,
        "sessions": 21,
        "tasks": 18,
    } | changes

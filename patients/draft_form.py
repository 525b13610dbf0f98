"""A draft of the registration as its forms: every section bound to what was typed, then all of them as
one.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from patients.enums import AuthorizationPurpose, Setting, StayKind
from patients.forms.registration import (
    AuthorizationForm,
    EnrollmentForm,
    GuardianForm,
    HealthForm,
    PupilForm,
    StayForm,
)
from patients.models import RegistrationDraft
from patients.queries.draft import SectionState, section_state
from patients.rules import HomeRest, Problem, check_authorization, check_not_future, warn_rest
from patients.services import Paper, Registration
from patients.services.accreditations import paper_problems, rests_before
from seho.text import full_name

SECTIONS = {
    "pupil": "Estudiante",
    "guardian": "Familia",
    "authorization": "Autorización",
    "health": "Acreditación",
    "stay": "Estancia",
    "enrollment": "Matrícula",
}


class DraftForm:
    """The six sections of one draft. Each form carries also what the rules say across sections."""

    def __init__(self, draft: RegistrationDraft, today: date) -> None:
        self.draft, self.today = draft, today

    @cached_property
    def forms(self) -> dict[str, Any]:
        """Every section bound to the draft and checked."""
        forms = {key: self._bound(key, self._data(key)) for key in SECTIONS}
        for form in forms.values():
            form.is_valid()
        self._check_across(forms)
        return forms

    def form(self, key: str, typed: Any = None, files: Any = None) -> Any:
        """The section for its page: empty the first time, with its errors after what is not right was
        saved.
        """
        if typed is not None:
            form = self._bound(key, typed, files)
            form.is_valid()
            self._check_across({**self.forms, key: form}, only=key)
            return form
        if key in self.draft.data or (key == "health" and self.draft.diagnosis):
            return self.forms[key] if self._was_saved(key) else self._unbound(key, self._data(key))
        return self._unbound(key, self._first(key))

    def unchecked(self, key: str, typed: Any) -> Any:
        """The section with what was typed so far and no complaint: the person is still searching."""
        return self._unbound(key, dict(typed.items()))

    def sections(self, active: str = "") -> list[dict[str, Any]]:
        states = [section_state(key, label, self.draft.pk, self.forms[key]) for key, label in SECTIONS.items()]
        return [{"state": state, "is_active": state.key == active} for state in states]

    def after(self, key: str) -> str | None:
        """The next section that still lacks something; None when the summary comes."""
        keys = list(SECTIONS)
        later = keys[keys.index(key) + 1 :]
        return later[0] if later else None

    @cached_property
    def states(self) -> list[SectionState]:
        return [one["state"] for one in self.sections()]

    @property
    def missing(self) -> list[SectionState]:
        return [state for state in self.states if state.state != "done"]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.is_refused

    @property
    def is_refused(self) -> bool:
        """The family said no to the entry."""
        return bool(self._data("authorization").get("entry") == "no")

    @property
    def name(self) -> str:
        typed = self._data("pupil")
        name = full_name(
            typed.get("paternal_surname", ""), typed.get("maternal_surname", ""), typed.get("given_names", "")
        )
        return name or "Estudiante sin nombre todavía"

    @property
    def setting(self) -> str:
        return StayKind.HOME_REST if self._data("stay").get("setting") == Setting.HOME else StayKind.HOSPITAL

    @property
    def stay_values(self) -> dict[str, Any]:
        """What of the stay can be read so far, also when the section is not right yet."""
        form = self.forms["stay"]
        return dict(getattr(form, "cleaned_data", {}))

    def registration(self, *, keeps_identity: bool = False) -> Registration:
        """All sections as the service takes them; only when `is_complete`."""
        values = {key: dict(form.cleaned_data) for key, form in self.forms.items()}
        stay, health, guardian_says = values["stay"], values["health"], values["authorization"]
        draft = self.draft
        enrollment = values["enrollment"]
        starts_on = enrollment["starts_on"] or date(stay["registered_on"].year, 1, 1)
        return Registration(
            seho=draft.seho,
            client_id=draft.pk,
            pupil={**values["pupil"], "care_notes": health["care_notes"]},
            guardian=values["guardian"],
            decisions=self.forms["authorization"].decisions(),
            decided_on=guardian_says["decided_on"],
            authorization_file=draft.authorization_file,
            setting=stay["setting"],
            modality=stay["modality"],
            starts_on=stay["registered_on"],
            stay=stay if self.has_stay else None,
            paper=self.paper if self.has_stay else None,
            enrollment={**enrollment, "starts_on": starts_on},
            diagnosis=draft.diagnosis.strip(),
            distinct_reason=str(draft.data.get("search", {}).get("distinct_reason", "")),
            patient=draft.patient,
            keeps_identity=keeps_identity,
            referral=draft.referral,
            draft=draft,
        )

    @property
    def has_stay(self) -> bool:
        """Attention without type may have no stay behind it (R21)."""
        stay = self.stay_values
        return stay.get("setting") != Setting.UNTYPED or bool(stay.get("starts_on") and stay.get("rest_ends_on"))

    @property
    def paper(self) -> Paper | None:
        health = getattr(self.forms["health"], "cleaned_data", {})
        stay = self.stay_values
        if not (health.get("kind") and health.get("issued_on")):
            return None
        is_home = stay.get("setting") != Setting.HOSPITAL
        return Paper(
            kind=health["kind"],
            issued_on=health["issued_on"],
            physician_license=health.get("physician_license", ""),
            is_presumptive=health.get("is_presumptive", False),
            file=self.draft.accreditation_file,
            rest_starts_on=stay.get("starts_on") if is_home else None,
            rest_ends_on=stay.get("rest_ends_on") if is_home else None,
            estimated_days=None if is_home else stay.get("estimated_days"),
        )

    # --- How a section is bound --------------------------------------------------------------

    def _data(self, key: str) -> dict[str, Any]:
        data = dict(self.draft.data.get(key, {}))
        if key == "health" and self.draft.diagnosis:
            data["diagnosis"] = self.draft.diagnosis
        return data

    def _was_saved(self, key: str) -> bool:
        """A section that the person saved, not only what the search or the file put there."""
        return self.draft.version > 1 and (key != "pupil" or "sex" in self.draft.data.get("pupil", {}))

    def _bound(self, key: str, data: Any, files: Any = None) -> Any:
        return self._build(key, data=data, files=files)

    def _unbound(self, key: str, initial: dict[str, Any]) -> Any:
        return self._build(key, initial=initial)

    def _build(self, key: str, **kwargs: Any) -> Any:
        if key == "stay":
            kwargs.pop("files", None)
            return StayForm(seho=self.draft.seho, **kwargs)
        if key == "enrollment":
            return EnrollmentForm(school_url=reverse("network:school_search"), **kwargs)
        kinds: dict[str, Any] = {
            "pupil": PupilForm,
            "guardian": GuardianForm,
            "authorization": AuthorizationForm,
            "health": HealthForm,
        }
        return kinds[key](**kwargs)

    def _first(self, key: str) -> dict[str, Any]:
        day, patient = self.today.isoformat(), self.draft.patient
        firsts: dict[str, dict[str, Any]] = {
            "authorization": {"decided_on": day},
            "health": {"care_notes": patient.care_notes if patient is not None and self._is_known else ""},
            "stay": {
                "setting": Setting.HOSPITAL,
                "registered_on": day,
                "modality": "IN_PERSON",
                "hospital": self.draft.seho.hospital_id,
            },
        }
        return firsts.get(key, {})

    @property
    def _is_known(self) -> bool:
        return self.draft.patient is not None and bool(self.draft.data.get("search", {}).get("is_known"))

    # --- What the rules say across sections --------------------------------------------------

    def _check_across(self, forms: dict[str, Any], only: str = "") -> None:
        found = {
            "pupil": self._pupil_problems(forms),
            "authorization": self._authorization_problems(forms),
            "health": self._paper_problems(forms),
            "stay": self._stay_problems(forms),
        }
        for key, problems in found.items():
            if only and key != only:
                continue
            for field, sentence in problems:
                form = forms[key]
                if form.is_bound and not form.has_error(field):
                    form.add_error(field if field in form.fields else None, sentence)

    def _pupil_problems(self, forms: dict[str, Any]) -> list[Problem]:
        born = _value(forms, "pupil", "birth_date")
        return check_not_future("birth_date", born, today=self.today)

    def _authorization_problems(self, forms: dict[str, Any]) -> list[Problem]:
        decided = _value(forms, "authorization", "decided_on")
        if decided is None:
            return []
        problems = check_authorization(
            decided_on=decided, registered_on=_value(forms, "stay", "registered_on"), today=self.today
        )
        if _value(forms, "authorization", "health_data") == "no" and _value(forms, "authorization", "entry") == "yes":
            label = AuthorizationPurpose.HEALTH_DATA.label.lower()
            problems.append(Problem("health_data", f"Para registrar se necesita también: {label} (Ley 29733)."))
        return problems

    def _paper_problems(self, forms: dict[str, Any]) -> list[Problem]:
        setting = _value(forms, "stay", "setting")
        issued = _value(forms, "health", "issued_on")
        kind = _value(forms, "health", "kind")
        if not (issued and kind) or setting is None:
            return check_not_future("issued_on", issued, today=self.today)
        stay_kind = StayKind.HOSPITAL if setting == Setting.HOSPITAL else StayKind.HOME_REST
        if setting == Setting.UNTYPED:
            return check_not_future("issued_on", issued, today=self.today)
        problems = paper_problems(Paper(kind=kind, issued_on=issued), stay_kind, today=self.today)
        return [problem for problem in problems if problem.field in ("kind", "issued_on")]

    def _stay_problems(self, forms: dict[str, Any]) -> list[Problem]:
        start, end = _value(forms, "stay", "starts_on"), _value(forms, "stay", "rest_ends_on")
        registered = _value(forms, "stay", "registered_on")
        setting = _value(forms, "stay", "setting")
        problems = check_not_future("registered_on", registered, today=self.today)
        if setting != Setting.UNTYPED or start:
            problems += check_not_future("starts_on", start, today=self.today)
        if start and registered and registered < start:
            problems.append(
                Problem(
                    "registered_on",
                    "El registro en el SEHO no puede ser anterior al ingreso o al inicio del descanso.",
                )
            )
        if setting == Setting.HOME and start and end and start <= end:
            others = rests_before(self.draft.patient) if self.draft.patient else []
            problems += [
                Problem("rest_ends_on", f"{one.sentence} Puede registrarlo como «Atención no tipificada».")
                for one in warn_rest(HomeRest(start, end), others)
            ]
        return problems


def _value(forms: dict[str, Any], key: str, name: str) -> Any:
    return getattr(forms[key], "cleaned_data", {}).get(name)

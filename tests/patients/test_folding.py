"""Folded fields keep their order, lose nothing, and show themselves when something is wrong in them."""

from django import forms

from patients.forms.folding import FoldingMixin
from patients.forms.registration import EnrollmentForm, HealthForm, PupilForm


class Sample(FoldingMixin, forms.Form):
    folds = {"Más": ("third", "second"), "Nada": ("gone",)}
    first = forms.CharField()
    second = forms.CharField(required=False)
    third = forms.IntegerField(required=False)
    fourth = forms.CharField(required=False)


def told(form):
    return [(part.label, [field.name for field in part.fields], part.is_open) for part in form.parts()]


def test_a_fold_stands_where_its_first_field_would():
    assert told(Sample()) == [
        ("", ["first"], False),
        ("Más", ["third", "second"], False),
        ("", ["fourth"], False),
    ]


def test_a_fold_opens_for_what_is_wrong_in_it_alone():
    assert [is_open for label, _, is_open in told(Sample({"first": "a", "third": "x"})) if label] == [True]
    assert [is_open for label, _, is_open in told(Sample({"third": "1"})) if label] == [False]


def test_every_field_of_the_registration_is_in_one_part():
    for kind in (PupilForm, HealthForm, EnrollmentForm):
        folded = [name for names in kind.folds.values() for name in names]
        assert set(folded) <= set(kind.base_fields), kind
        assert len(folded) == len(set(folded)), kind
    names = [field.name for part in HealthForm().parts() for field in part.fields]
    assert sorted(names) == sorted(HealthForm.base_fields)

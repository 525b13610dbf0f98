"""People are managed on their own pages, where every act is audited; groups and addresses are not used."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

for model in (Group, EmailAddress):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

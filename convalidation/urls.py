from django.urls import URLPattern, URLResolver

app_name = "convalidation"

urlpatterns: list[URLPattern | URLResolver] = []

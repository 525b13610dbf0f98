from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("attendance", "0002_works_say_whether_they_show_the_pupil")]

    operations = []
